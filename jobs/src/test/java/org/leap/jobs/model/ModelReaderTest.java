package org.leap.jobs.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.jobs.config.ModelConfig;
import org.leap.jobs.config.WeightDecay;
import org.leap.jobs.data.BadDataException;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.engine.AveragingTrainer;
import org.leap.spark.engine.NetworkBlueprint;
import org.leap.spark.engine.NetworkState;
import org.nd4j.linalg.learning.config.Sgd;

class ModelReaderTest {
  private static final ExampleShape SHAPE = new ExampleShape(1, 28, 28, 3);

  @TempDir private Path folder;

  private static NetworkBlueprint blueprint(ModelConfig model) {
    return ModelZoo.network(model, SHAPE, new Sgd(0.1), WeightDecay.NONE, 42)
        .blueprint(ModelZoo.flatInput(model));
  }

  private static final ModelConfig MLP =
      new ModelConfig.Mlp(List.of(5), ModelConfig.Activation.TANH, 0);

  private TrainedModel read(Path file) throws IOException {
    return ModelReader.read(file.toString(), new Configuration());
  }

  @Test
  void readsWhatARunWrites() throws IOException {
    for (ModelConfig model : List.of(MLP, new ModelConfig.Lenet(), new ModelConfig.Resnet20(4))) {
      NetworkBlueprint blueprint = blueprint(model);
      NetworkState state = AveragingTrainer.initialState(blueprint);
      Path file = folder.resolve("model.zip");
      try (OutputStream out = Files.newOutputStream(file)) {
        ModelArchive.write(blueprint, state, 7, 1, out);
      }
      TrainedModel read = read(file);
      assertEquals(blueprint.flatInput(), read.blueprint().flatInput(), model::toString);
      assertEquals(blueprint.kind(), read.blueprint().kind());
      assertArrayEquals(state.parameters(), read.state().parameters());
    }
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
        newer + ": leap.json has unknown version 9, this LEAP supports at most 1", message(newer));
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
