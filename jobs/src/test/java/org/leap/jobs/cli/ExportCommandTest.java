package org.leap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;

/** {@code leap export} of a trained run. */
class ExportCommandTest extends OnExperiment {
  private static final int PIXELS = 64;

  private String trained() {
    assertEquals(0, experiment.train("run"), () -> experiment.error());
    return experiment.path("run").resolve("model.zip").toString();
  }

  private int export(String model, String out, String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("export", "--model", model, "--format", "onnx", "--out", out));
    arguments.addAll(List.of(options));
    return experiment.leap(arguments.toArray(String[]::new));
  }

  @Test
  void storedExamplesGiveThePredictionsOfTheRun() throws IOException, OrtException {
    String model = trained();
    String out = folder.resolve("new/model.onnx").toString();
    assertEquals(0, export(model, out, "--with-scaling"), () -> experiment.error());
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(out);
        OnnxTensor input = OnnxTensor.createTensor(environment, stored());
        OrtSession.Result result = session.run(Map.of("input", input))) {
      float[][] probabilities = (float[][]) result.get("output").orElseThrow().getValue();
      float[][] predicted = predictions(model);
      assertEquals(Experiment.TEST, predicted.length);
      for (int row = 0; row < predicted.length; row++) {
        assertArrayEquals(predicted[row], probabilities[row], 1e-5f);
      }
      Map<String, String> metadata = session.getMetadata().getCustomMetadata();
      assertEquals("[\"0\",\"1\",\"2\"]", metadata.get("leap.classes"));
      assertEquals("inside", metadata.get("leap.scaling"));
      assertEquals(experiment.sha("run"), metadata.get("leap.paramsSha256"));
    }
  }

  /** The test images as they are in their file, behind the 16 bytes of its head. */
  private float[][] stored() throws IOException {
    byte[] file = Files.readAllBytes(folder.resolve("test-images"));
    float[][] images = new float[Experiment.TEST][PIXELS];
    for (int i = 0; i < Experiment.TEST * PIXELS; i++) {
      images[i / PIXELS][i % PIXELS] = file[16 + i] & 0xff;
    }
    return images;
  }

  private float[][] predictions(String model) throws IOException {
    Path data = folder.resolve("data.yaml");
    Files.writeString(
        data, "data: {format: idx, test: {images: test-images, labels: test-labels}}\n");
    Path out = folder.resolve("predictions");
    assertEquals(
        0,
        experiment.leap(
            "predict", "--model", model, "--data", data.toString(), "--out", out.toString()),
        () -> experiment.error());
    try (var files = Files.list(out)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("part-"))
          .sorted()
          .flatMap(ExportCommandTest::lines)
          .toArray(float[][]::new);
    }
  }

  private static Stream<float[]> lines(Path part) {
    try {
      return Files.readAllLines(part).stream().skip(1).map(ExportCommandTest::probabilities);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static float[] probabilities(String line) {
    String[] cells = line.split(",", -1);
    return new float[] {
      Float.parseFloat(cells[5]), Float.parseFloat(cells[6]), Float.parseFloat(cells[7])
    };
  }

  @Test
  void wrongUseEndsInOneLine() throws IOException {
    String model = trained();
    String out = folder.resolve("twice.onnx").toString();
    assertEquals(0, export(model, out), () -> experiment.error());
    byte[] first = Files.readAllBytes(Path.of(out));
    assertEquals(2, export(model, out));
    assertEquals("--out " + out + " exists: choose another file", experiment.error());
    assertArrayEquals(first, Files.readAllBytes(Path.of(out)));

    assertEquals(3, export(folder + "/none.zip", folder + "/none.onnx"));
    assertEquals(
        folder + "/none.zip: there is no such model file; check the path", experiment.error());
    assertEquals(2, experiment.leap("export", "--model", model, "--format", "pmml", "--out", out));
  }

  @Test
  void aLayerThatIsNotExportedIsNamed() throws IOException {
    Path file = folder.resolve("recurrent.zip");
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new LSTM.Builder().name("memory").nOut(4).build())
                .layer(new RnnOutputLayer.Builder().nOut(3).build())
                .setInputType(InputType.recurrent(2))
                .build());
    network.init();
    ModelSerializer.writeModel(network, file.toFile(), false);
    String out = folder.resolve("recurrent.onnx").toString();

    assertEquals(3, export(file.toString(), out));
    assertEquals(
        file
            + ": layer memory is of the kind LSTM, which is not exported; docs/serving.md lists what is",
        experiment.error());
    assertEquals(2, export(file.toString(), out, "--with-scaling"));
    assertTrue(experiment.error().endsWith("leave out --with-scaling"), experiment.error());
    assertTrue(Files.notExists(Path.of(out)));
  }
}
