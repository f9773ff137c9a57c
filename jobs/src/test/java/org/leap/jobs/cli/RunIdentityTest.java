package org.leap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.leap.jobs.config.ModelConfig;
import org.leap.jobs.config.WeightDecay;
import org.leap.jobs.formats.IdxBytes;
import org.leap.jobs.model.ModelZoo;
import org.leap.jobs.model.ZooNetwork;
import org.leap.spark.data.ExampleShape;
import org.nd4j.linalg.learning.config.Adam;

/** A run is what it was begun with, and goes on with nothing else. */
class RunIdentityTest extends OnExperiment {
  private static final String HASH = "sha256 [0-9a-f]{32}";

  @BeforeEach
  void configure() throws IOException {
    experiment.configuration(
        "perturbation: {sigma: 0.3}",
        "training: {epochs: 2, batchSize: 8, workers: 3, averagingFrequency: 3}");
  }

  /** Labels turned around: neither lengths nor counts tell. */
  private void turnLabels() throws IOException {
    int[] labels = new int[Experiment.TRAIN];
    for (int row = 0; row < labels.length; row++) {
      labels[row] = 2 - row % 3;
    }
    experiment.write("train-labels", IdxBytes.gzip(IdxBytes.labels(labels)));
  }

  private void assertRefused(String run, String pattern) {
    assertEquals(3, trainWithCheckpoints(run, "--resume"), experiment::error);
    assertTrue(
        experiment
            .error()
            .matches(
                ".*/"
                    + run
                    + ": was begun with other data or another model\\.file, and would be a mixture of both: "
                    + pattern
                    + "; put them back, or use another --run-dir or --restart"),
        experiment.error());
  }

  @Test
  void resumedRunOnOtherDataIsRefused() throws IOException {
    assertEquals(0, trainWithCheckpoints("run"), experiment::error);
    String sha = experiment.sha("run");
    Path labels = experiment.path("train-labels");
    byte[] before = Files.readAllBytes(labels);
    Cut.back(experiment.path("run"), 4);
    turnLabels();
    assertRefused(
        "run", "train set: then 150 examples, %s, now 150 examples, %s".formatted(HASH, HASH));

    // The same data at another time, as a copy is.
    Files.write(labels, before);
    Files.setLastModifiedTime(labels, FileTime.fromMillis(12345000));
    assertEquals(0, trainWithCheckpoints("run", "--resume"), experiment::error);
    assertEquals(sha, experiment.sha("run"));
  }

  @Test
  void otherDataAreRefusedWhereNoCheckpointWasReached() throws IOException {
    assertEquals(0, trainWithCheckpoints("run"), experiment::error);
    Cut.back(experiment.path("run"), 0);
    experiment.writeSets(9);
    assertRefused(
        "run",
        "examples: then 1 x 8 x 8 of UINT8, now 1 x 9 x 9 of UINT8; test set: then 40 examples, %s, now 40 examples, %s; train set: .*"
            .formatted(HASH, HASH));
    assertEquals(0, trainWithCheckpoints("run", "--restart"), experiment::error);
  }

  @Test
  void resumedRunOnAnotherPreparedFolderIsRefused() throws IOException {
    Files.write(
        folder.resolve("data.yaml"),
        List.of(
            "data:",
            "  format: idx",
            "  train: {images: train-images, labels: train-labels}",
            "  test: {images: test-images, labels: test-labels}"));
    String[] prepared = {
      "--set", "data={format: prepared, path: \"" + folder.resolve("prepared") + "\"}", "--resume"
    };
    prepare("prepared");
    assertEquals(0, trainWithCheckpoints("run", prepared), experiment::error);
    Cut.back(experiment.path("run"), 4);
    turnLabels();
    prepare("other");
    Files.move(folder.resolve("prepared"), folder.resolve("first"));
    Files.move(folder.resolve("other"), folder.resolve("prepared"));
    assertEquals(3, trainWithCheckpoints("run", prepared), experiment::error);
    assertTrue(
        experiment
            .error()
            .matches(
                ".*: train set: then 150 examples, %s, now 150 examples, %s; put .*"
                    .formatted(HASH, HASH)),
        experiment.error());
  }

  private void prepare(String into) {
    assertEquals(
        0,
        experiment.leap(
            "data",
            "prepare",
            folder.resolve("data.yaml").toString(),
            "--out",
            folder.resolve(into).toString()),
        experiment::error);
  }

  @Test
  void resumedRunWithAnotherModelFileIsRefused() throws IOException {
    writeNetwork(12);
    String[] own = {
      "--set",
      "model={file: " + folder.resolve("network.json") + "}",
      "--set",
      "schedule=",
      "--set",
      "optimizer=",
      "--resume"
    };
    assertEquals(0, trainWithCheckpoints("run", own), experiment::error);
    Cut.back(experiment.path("run"), 4);
    writeNetwork(13);
    assertEquals(3, trainWithCheckpoints("run", own), experiment::error);
    assertTrue(
        experiment
            .error()
            .matches(".*: model\\.file: then sha256 [0-9a-f]{64}, now sha256 [0-9a-f]{64}; put .*"),
        experiment.error());
  }

  private void writeNetwork(int hidden) throws IOException {
    ZooNetwork network =
        ModelZoo.network(
            new ModelConfig.Mlp(
                List.of(hidden),
                ModelConfig.Activation.RELU,
                0,
                ModelConfig.Initialization.STANDARD),
            new ExampleShape(1, 8, 8, 3),
            new Adam(0.02),
            WeightDecay.NONE,
            77);
    Files.writeString(
        folder.resolve("network.json"), ((ZooNetwork.Stack) network).configuration().toJson());
  }

  /** As the last release left it: manifests of version 2, and no identity anywhere. */
  @Test
  void aRunOfAnOlderVersionGoesOn() throws IOException {
    assertEquals(0, trainWithCheckpoints("run"), experiment::error);
    String sha = experiment.sha("run");
    Cut.back(experiment.path("run"), 4);
    Files.deleteIfExists(experiment.path("run").resolve("identity.json"));
    asOfVersion2("run", 4, "", "");
    assertEquals(0, trainWithCheckpoints("run", "--resume"), experiment::error);
    assertEquals(sha, experiment.sha("run"));
    turnLabels();
    Cut.back(experiment.path("run"), 5);
    assertEquals(3, trainWithCheckpoints("run", "--resume"), experiment::error);
  }

  /** What no checksum tells: the step is that of no round. */
  @Test
  void aCheckpointThatTheRunHasNotPassedIsSkipped() throws IOException {
    assertEquals(0, trainWithCheckpoints("run"), experiment::error);
    String sha = experiment.sha("run");
    int rounds = experiment.status("run").get("rounds").asInt();
    Cut.back(experiment.path("run"), 4);
    asOfVersion2("run", 4, "\"step\":10", "\"step\":11");
    assertEquals(0, trainWithCheckpoints("run", "--resume"), experiment::error);
    assertEquals(sha, experiment.sha("run"));
    assertEquals(rounds, experiment.status("run").get("rounds").asInt());
  }

  private void asOfVersion2(String run, int round, String from, String to) throws IOException {
    Path manifest =
        experiment.path(run).resolve("checkpoints/round-00000" + round + "/manifest.json");
    String text =
        Files.readString(manifest)
            .replaceFirst("\"version\":4,\"writtenBy\":\"[^\"]*\"", "\"version\":2")
            .replaceFirst("\"parts\":\\{(.*?)}", "$1");
    int identity = text.lastIndexOf(",\"identity\":");
    String old = identity < 0 ? text : text.substring(0, identity) + "}";
    assertTrue(old.contains(from), old);
    Files.writeString(manifest, old.replace(from, to));
  }

  @Test
  void aHistoryThatDoesNotReachTheCheckpointCostsRoundsAndNotTheResult() throws IOException {
    assertEquals(0, trainWithCheckpoints("run"), experiment::error);
    String sha = experiment.sha("run");
    int rounds = experiment.status("run").get("rounds").asInt();
    Cut.back(experiment.path("run"), 5);
    Path metrics = experiment.path("run").resolve("metrics.jsonl");
    List<String> lines = Files.readAllLines(metrics);
    Files.write(metrics, lines.subList(0, 2));
    assertEquals(0, trainWithCheckpoints("run", "--resume"), experiment::error);
    assertEquals(sha, experiment.sha("run"));
    assertEquals(rounds, experiment.status("run").get("rounds").asInt());
  }

  @Test
  void aFinishedRunIsRefusedUnderAnotherConfiguration() throws IOException {
    assertEquals(0, trainWithCheckpoints("run"), experiment::error);
    assertEquals(2, trainWithCheckpoints("run", "--resume", "--set", "seed=7"));
    assertTrue(experiment.error().contains(": there [seed=42, "), experiment.error());
    assertEquals(2, trainWithCheckpoints("run", "--resume", "--set", "perturbation.sigma=0"));
    assertTrue(experiment.error().contains("[perturbation.sigma=0.3"), experiment.error());
    assertEquals(2, trainWithCheckpoints("run", "--resume", "--set", "training.epochs=1"));
    assertTrue(
        experiment.error().contains("there [training.epochs=2], here [training.epochs=1]"),
        experiment.error());
    assertEquals(0, trainWithCheckpoints("run", "--resume"), experiment::error);
    assertTrue(experiment.out().contains("had succeeded before"), experiment.out());
  }

  @Test
  void aLongerRunGoesOnToTheSameBits() throws IOException {
    assertEquals(0, trainWithCheckpoints("whole", "--set", "training.epochs=3"), experiment::error);
    assertEquals(0, trainWithCheckpoints("run"), experiment::error);
    byte[] first =
        Files.readAllBytes(experiment.path("run").resolve("checkpoints/round-000006/state.bin"));
    assertEquals(
        0,
        trainWithCheckpoints("run", "--resume", "--set", "training.epochs=3"),
        experiment::error);
    assertEquals(experiment.sha("whole"), experiment.sha("run"));
    assertEquals(3, experiment.status("run").get("epochs").asInt());
    assertEquals(9, experiment.status("run").get("rounds").asInt());
    assertEquals(
        java.util.Arrays.hashCode(first),
        java.util.Arrays.hashCode(
            Files.readAllBytes(
                experiment.path("run").resolve("checkpoints/round-000006/state.bin"))));
    assertEquals(
        Files.readString(experiment.path("whole").resolve("config.yaml")).lines().count(),
        Files.readString(experiment.path("run").resolve("config.yaml")).lines().count());
  }

  @Test
  void aLongerRunThatIsRefusedLeavesTheFinishedOne() throws IOException {
    assertEquals(0, trainWithCheckpoints("run"), experiment::error);
    byte[] labels = Files.readAllBytes(experiment.path("train-labels"));
    String config = Files.readString(experiment.path("run/config.yaml"));
    String status = Files.readString(experiment.path("run/status.json"));
    turnLabels();
    assertEquals(
        3,
        trainWithCheckpoints("run", "--resume", "--set", "training.epochs=3"),
        experiment::error);
    assertEquals(config, Files.readString(experiment.path("run/config.yaml")));
    assertEquals(status, Files.readString(experiment.path("run/status.json")));
    Files.write(experiment.path("train-labels"), labels);
    assertEquals(0, trainWithCheckpoints("run", "--resume"), experiment::error);
    assertTrue(experiment.out().contains("had succeeded before"), experiment.out());
  }

  /** The shorter run's last round was cut short, which the longer one's is not. */
  @Test
  void aRunOfMoreStepsGoesOnFromTheLastRoundThatBothHave() throws IOException {
    assertEquals(0, trainWithCheckpoints("whole", "--set", "training.steps=12"), experiment::error);
    assertEquals(0, trainWithCheckpoints("run", "--set", "training.steps=4"), experiment::error);
    assertEquals(
        0,
        trainWithCheckpoints("run", "--resume", "--set", "training.steps=12"),
        experiment::error);
    assertEquals(experiment.sha("whole"), experiment.sha("run"));
    assertEquals(experiment.status("whole").get("rounds"), experiment.status("run").get("rounds"));
  }

  @Test
  void aLongerRunIsRefusedWhereTheRateDependsOnTheLength() throws IOException {
    String[] cosine = {
      "--set", "schedule={name: cosine, learningRate: 0.02}", "--set", "training.epochs=1"
    };
    assertEquals(0, trainWithCheckpoints("run", cosine), experiment::error);
    assertEquals(
        2,
        trainWithCheckpoints(
            "run", cosine[0], cosine[1], "--set", "training.epochs=2", "--resume"));
    assertTrue(
        experiment.error().contains("there [training.epochs=1], here [training.epochs=2]"),
        experiment.error());
  }

  @Test
  void checkpointsOfAnotherConfigurationAreNotResumedFrom() throws IOException {
    assertEquals(0, trainWithCheckpoints("first"), experiment::error);
    assertEquals(0, trainWithCheckpoints("run", "--set", "seed=7"), experiment::error);
    Path run = experiment.path("run");
    Cut.back(run, 0);
    Files.delete(run.resolve("checkpoints"));
    Files.move(experiment.path("first").resolve("checkpoints"), run.resolve("checkpoints"));
    assertEquals(2, trainWithCheckpoints("run", "--resume", "--set", "seed=7"), experiment::error);
    assertEquals(
        run
            + "/checkpoints holds the checkpoints of another configuration: move it away, or use another --run-dir or --restart",
        experiment.error());
    assertFalse(Files.exists(run.resolve("model.zip")));
  }

  @Test
  void runsOfAnExperimentOnDifferentDataAreRefused() throws IOException {
    Files.write(
        folder.resolve("grid.yaml"),
        List.of("base: config.yaml", "set: {training.epochs: 1}", "seeds: [1]", "parallel: 1"));
    String[] command = {
      "experiment",
      folder.resolve("grid.yaml").toString(),
      "--run-dir",
      folder.resolve("e").toString(),
      "--resume"
    };
    assertEquals(0, experiment.leap(command), experiment::error);
    Path missing = folder.resolve("e/runs/leap_seed1");
    try (Stream<Path> files = Files.walk(missing)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    byte[] labels = Files.readAllBytes(folder.resolve("train-labels"));
    turnLabels();
    assertEquals(3, experiment.leap(command), experiment::error);
    assertTrue(
        experiment
            .error()
            .matches(
                "1 run failed, leap_seed1: .*/e/runs/plain_seed1, like .*/e/runs/leap_seed1,: was begun with other data .*train set: then 150 examples.*"),
        experiment.error());
    Files.write(folder.resolve("train-labels"), labels);
    assertEquals(0, experiment.leap(command), experiment::error);
  }

  @Test
  void anExperimentOfLongerRunsGoesOn() throws IOException {
    Files.write(folder.resolve("grid.yaml"), List.of("base: config.yaml", "seeds: [1]"));
    String[] command = {
      "experiment",
      folder.resolve("grid.yaml").toString(),
      "--run-dir",
      folder.resolve("e").toString(),
      "--resume"
    };
    assertEquals(0, experiment.leap(command), experiment::error);
    Files.write(
        folder.resolve("grid.yaml"),
        List.of("base: config.yaml", "set: {training.epochs: 3}", "seeds: [1]"));
    assertEquals(0, experiment.leap(command), experiment::error);
    assertEquals(3, experiment.status("e/runs/leap_seed1").get("epochs").asInt());
  }
}
