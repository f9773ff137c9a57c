package org.leap.jobs.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipFile;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.core.Leap;
import org.leap.core.Perturbation;
import org.leap.core.optimizer.HeavyBall;
import org.leap.core.schedule.CosineRestartsSchedule;
import org.leap.jobs.config.ModelConfig;
import org.leap.jobs.config.WeightDecay;
import org.leap.jobs.formats.DataSignature;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.Normalization;
import org.leap.spark.engine.AveragingTrainer;
import org.leap.spark.engine.NetworkBlueprint;
import org.leap.spark.engine.NetworkState;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.schedule.ScheduleType;

class ModelArchiveTest {
  private static final ExampleShape SHAPE = new ExampleShape(1, 4, 4, 3);

  private static final DataSignature DATA =
      new DataSignature(
          "idx",
          List.of("a", "b", "c"),
          List.of(),
          List.of(),
          SHAPE,
          List.of(),
          Normalization.unit(1),
          null);

  @TempDir private Path folder;

  private static MultiLayerConfiguration configuration() {
    CosineRestartsSchedule rate = new CosineRestartsSchedule(ScheduleType.ITERATION, 0.1, 0, 10, 1);
    return Leap.perturb(
        ((ZooNetwork.Stack)
                ModelZoo.network(
                    new ModelConfig.Mlp(
                        List.of(5),
                        ModelConfig.Activation.TANH,
                        0,
                        ModelConfig.Initialization.STANDARD),
                    SHAPE,
                    new HeavyBall(rate, 0.9),
                    WeightDecay.NONE,
                    42))
            .configuration(),
        Perturbation.builder().sigma(0.1).build());
  }

  private Path archive(String name) throws IOException {
    NetworkBlueprint blueprint = NetworkBlueprint.of(configuration(), true);
    NetworkState state = AveragingTrainer.initialState(blueprint);
    Path file = folder.resolve(name);
    try (OutputStream out = Files.newOutputStream(file)) {
      ModelArchive.write(blueprint, state, new TrainedModel.Steps(7, 1, 1), DATA, out);
    }
    return file;
  }

  @Test
  void plainDl4jRestoresItWithStockUpdaters() throws IOException {
    Path file = archive("model.zip");
    MultiLayerNetwork restored = ModelSerializer.restoreMultiLayerNetwork(file.toFile(), true);
    NetworkState state = AveragingTrainer.initialState(NetworkBlueprint.of(configuration(), true));
    assertArrayEquals(state.parameters(), restored.params().toFloatVector());
    assertEquals(7, restored.getIterationCount());
    assertEquals(
        Nesterovs.class, restored.getLayer(0).conf().getLayer().getUpdaterByParam("W").getClass());
    assertFalse(restored.getLayerWiseConfigurations().toJson().contains("org.leap"));
  }

  @Test
  void theTrainedConfigurationStandsBesideIt() throws IOException {
    try (ZipFile zip = new ZipFile(archive("model.zip").toFile())) {
      byte[] bytes = zip.getInputStream(zip.getEntry("leap.json")).readAllBytes();
      JsonNode leap = new ObjectMapper().readTree(new String(bytes, StandardCharsets.UTF_8));
      assertEquals(2, leap.get("version").asInt());
      assertEquals("MULTI_LAYER", leap.get("kind").asText());
      assertEquals(
          configuration(), MultiLayerConfiguration.fromJson(leap.get("configuration").asText()));
    }
  }

  @Test
  void equalStatesGiveEqualFiles() throws IOException {
    assertArrayEquals(
        Files.readAllBytes(archive("one.zip")), Files.readAllBytes(archive("two.zip")));
  }
}
