package org.leap.jobs.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.jobs.config.ModelConfig;
import org.leap.jobs.config.WeightDecay;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.DataSignature;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.Normalization;
import org.leap.spark.engine.AveragingTrainer;
import org.leap.spark.engine.NetworkBlueprint;
import org.leap.spark.engine.NetworkState;
import org.nd4j.linalg.learning.config.Sgd;

class ModelReaderTest {
  private static final ExampleShape SHAPE = new ExampleShape(1, 28, 28, 3);

  private static final DataSignature DATA =
      new DataSignature(
          "csv",
          List.of("cat", "dog", "1.5"),
          List.of(),
          List.of(),
          SHAPE,
          List.of(24, 20),
          new Normalization(List.of(0.1), List.of(1.0 / 3)),
          null);

  @TempDir private Path folder;

  private static NetworkBlueprint blueprint(ModelConfig model) {
    return ModelZoo.network(model, SHAPE, new Sgd(0.1), WeightDecay.NONE, 42)
        .blueprint(ModelZoo.flatInput(model));
  }

  private static final ModelConfig MLP =
      new ModelConfig.Mlp(
          List.of(5), ModelConfig.Activation.TANH, 0, ModelConfig.Initialization.STANDARD);

  private TrainedModel read(Path file) throws IOException {
    return ModelReader.read(file.toString(), new Configuration());
  }

  @Test
  void readsWhatARunWrites() throws IOException {
    for (ModelConfig model :
        List.of(
            MLP,
            ModelConfig.Lenet.STANDARD,
            new ModelConfig.Resnet20(4, ModelConfig.Initialization.STANDARD, false))) {
      NetworkBlueprint blueprint = blueprint(model);
      NetworkState state = AveragingTrainer.initialState(blueprint);
      TrainedModel read = read(archive("model.zip", blueprint, state));
      assertEquals(blueprint.flatInput(), read.blueprint().flatInput(), model::toString);
      assertEquals(blueprint.kind(), read.blueprint().kind());
      assertArrayEquals(state.parameters(), read.state().parameters());
      assertEquals(Optional.of(DATA), read.data());
      assertEquals(new ExampleShape(1, 20, 20, 3), read.data().get().input());
    }
  }

  private Path archive(String name, NetworkBlueprint blueprint, NetworkState state)
      throws IOException {
    Path file = folder.resolve(name);
    try (OutputStream out = Files.newOutputStream(file)) {
      ModelArchive.write(blueprint, state, new TrainedModel.Steps(7, 1, 1), DATA, out);
    }
    return file;
  }

  /** As the first version wrote them. */
  @Test
  void filesThatDoNotTellOfTheirDataOpen() throws IOException {
    NetworkBlueprint blueprint = blueprint(MLP);
    NetworkState state = AveragingTrainer.initialState(blueprint);
    Map<String, byte[]> entries = entries(archive("new.zip", blueprint, state));
    String leap =
        new ObjectMapper()
            .writeValueAsString(
                Map.of("version", 1, "kind", "MULTI_LAYER", "configuration", blueprint.json()));
    entries.put("leap.json", utf8(leap));
    TrainedModel read = read(zip("old.zip", entries));
    assertArrayEquals(state.parameters(), read.state().parameters());
    assertEquals(Optional.empty(), read.data());
  }

  @Test
  void aFlippedBitIsRefusedOrChangesNothing() throws IOException {
    NetworkBlueprint blueprint = blueprint(MLP);
    NetworkState state = AveragingTrainer.initialState(blueprint);
    Path whole = archive("model.zip", blueprint, state);
    TrainedModel good = read(whole);
    byte[] bytes = Files.readAllBytes(whole);
    int refused = 0;
    Random random = new Random(31);
    for (int flip = 0; flip < 300; flip++) {
      // Every second one in the directory at the end, which is small.
      int at =
          flip % 2 == 0 ? random.nextInt(bytes.length) : bytes.length - 1 - random.nextInt(400);
      byte[] flipped = bytes.clone();
      flipped[at] ^= (byte) (1 << random.nextInt(8));
      Path file = folder.resolve("flipped.zip");
      Files.write(file, flipped);
      try {
        TrainedModel read = read(file);
        assertArrayEquals(good.state().parameters(), read.state().parameters(), "byte " + at);
        assertEquals(good.blueprint(), read.blueprint(), "byte " + at);
        assertEquals(good.data(), read.data(), "byte " + at);
      } catch (BadDataException e) {
        assertTrue(e.getMessage().startsWith(file + ": "), e::getMessage);
        refused++;
      }
    }
    assertTrue(refused > 150, refused + " flips refused");
  }

  @Test
  void parametersOfAnotherModelAreRefused() throws IOException {
    NetworkBlueprint blueprint = blueprint(MLP);
    NetworkState state = AveragingTrainer.initialState(blueprint);
    Map<String, byte[]> entries = entries(archive("model.zip", blueprint, state));
    entries.put("coefficients.bin", array(3943, 3943));
    Path mixed = zip("mixed.zip", entries);
    assertEquals(
        mixed
            + ": is damaged: the SHA-256 of its parameters is not the one in leap.json; copy it again",
        message(mixed));
  }

  @Test
  void aNetworkIsCountedBeforeItIsBuilt() throws IOException {
    String json = blueprint(MLP).json();
    String wide =
        json.replace("\"nout\" : 5", "\"nout\" : 300000")
            .replace("\"nin\" : 5", "\"nin\" : 300000");
    assertNotEquals(json, wide);
    Path file =
        zip(
            "wide.zip",
            Map.of("configuration.json", utf8(wide), "coefficients.bin", array(3943, 3943)));
    assertEquals(
        file + ": coefficients.bin holds 3943 parameters, its network has 236400003",
        message(file));
    // The file may claim as many as it likes.
    Path claims =
        zip(
            "claims.zip",
            Map.of("configuration.json", utf8(wide), "coefficients.bin", array(236400003, 3)));
    assertTrue(
        message(claims).contains("236,400,003 parameters takes")
            || message(claims).contains("ends too early"),
        message(claims));
    String huge =
        json.replace("\"nout\" : 5", "\"nout\" : 300000000")
            .replace("\"nin\" : 5", "\"nin\" : 300000000");
    Path own = folder.resolve("huge.json");
    Files.writeString(own, huge);
    String refusal =
        assertThrows(
                BadDataException.class,
                () -> OwnNetwork.read(ModelConfig.File.of(own.toString()), new Configuration(), 1))
            .getMessage();
    assertTrue(
        refusal.startsWith(
            own
                + ": the network of 236,400,000,003 parameters takes 1 TB of memory, this process may use "),
        refusal);
  }

  @Test
  void brokenJsonIsNamed() throws IOException {
    Path configuration = zip("configuration.zip", Map.of("configuration.json", utf8("{\"a\":")));
    assertTrue(
        message(configuration)
            .startsWith(configuration + ": its configuration is not one of a DL4J network: "),
        message(configuration));
    Path leap = zip("leap.zip", Map.of("leap.json", utf8("{\"version\": 2,")));
    assertTrue(message(leap).startsWith(leap + ": leap.json is not JSON: "), message(leap));
    Path empty = zip("empty.zip", Map.of("leap.json", utf8("{\"version\": 2}")));
    assertEquals(empty + ": leap.json has no text \"configuration\"", message(empty));
    NetworkBlueprint blueprint = blueprint(MLP);
    NetworkState state = AveragingTrainer.initialState(blueprint);
    Map<String, byte[]> entries = entries(archive("model.zip", blueprint, state));
    String good = new String(entries.get("leap.json"), StandardCharsets.UTF_8);
    for (String bad :
        List.of(
            good.replace("\"dog\", ", ""),
            good.replace("\"channels\" : 1", "\"channels\" : 0"),
            good.replace("\"mean\"", "\"means\""))) {
      assertNotEquals(good, bad);
      entries.put("leap.json", utf8(bad));
      Path file = zip("data.zip", entries);
      assertTrue(
          message(file)
              .startsWith(file + ": leap.json does not say what the network was trained on: "),
          message(file));
    }
  }

  private static Map<String, byte[]> entries(Path file) throws IOException {
    Map<String, byte[]> entries = new TreeMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
      }
    }
    return entries;
  }

  @Test
  void readsWhatPlainDl4jWrites() throws IOException {
    MultiLayerNetwork network =
        new MultiLayerNetwork(MultiLayerConfiguration.fromJson(blueprint(MLP).json()));
    network.init();
    Path file = folder.resolve("dl4j.zip");
    ModelSerializer.writeModel(network, file.toFile(), true);
    TrainedModel read = read(file);
    assertArrayEquals(network.params().toFloatVector(), read.state().parameters());
    assertTrue(read.blueprint().flatInput());
    assertFalse(read.blueprint().recompute());
  }

  @Test
  void badFilesAreNamed() throws IOException {
    Path missing = folder.resolve("missing.zip");
    assertEquals(missing + ": there is no such model file; check the path", message(missing));
    Path text = folder.resolve("text.zip");
    Files.writeString(text, "no zip");
    assertTrue(message(text).startsWith(text + ": not a model file: "), message(text));
    Path empty = zip("empty.zip", Map.of());
    assertEquals(
        empty
            + ": has no entry configuration.json; expected the model.zip of a run or of DL4J's ModelSerializer",
        message(empty));
    Path serialized = zip("serialized.zip", Map.of("preprocessor.bin", new byte[3]));
    assertEquals(
        serialized
            + ": holds the Java-serialized entry preprocessor.bin, which is not read because it could run code; save the model without it",
        message(serialized));
    Path newer = zip("newer.zip", Map.of("leap.json", utf8("{\"version\": 9}")));
    assertEquals(
        newer
            + ": leap.json was written by a newer LEAP in format 9; this version reads up to 2: use that release or a newer one",
        message(newer));
    Path foreign = zip("foreign.zip", Map.of("configuration.json", utf8("{\"a\": 1}")));
    assertTrue(
        message(foreign).contains("its configuration is not one of a DL4J network"),
        message(foreign));
  }

  @Test
  void parametersMustFitTheNetwork() throws IOException {
    byte[] json = utf8(blueprint(MLP).json());
    Path few = zip("few.zip", Map.of("configuration.json", json, "coefficients.bin", array(3, 3)));
    assertEquals(few + ": coefficients.bin holds 3 parameters, its network has 3943", message(few));
    Path cut =
        zip("cut.zip", Map.of("configuration.json", json, "coefficients.bin", array(3943, 3)));
    assertEquals(cut + ": coefficients.bin ends too early; the file is damaged", message(cut));
  }

  private static byte[] array(int announced, int written) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.writeUTF("MIXED_DATA_TYPES");
    out.writeLong(1);
    out.writeUTF("LONG");
    out.writeLong(0);
    out.writeUTF("MIXED_DATA_TYPES");
    out.writeLong(announced);
    out.writeUTF("FLOAT");
    for (int i = 0; i < written; i++) {
      out.writeFloat(i);
    }
    return bytes.toByteArray();
  }

  private Path zip(String name, Map<String, byte[]> entries) throws IOException {
    Path file = folder.resolve(name);
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (var entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return file;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String message(Path file) {
    return assertThrows(BadDataException.class, () -> read(file)).getMessage();
  }
}
