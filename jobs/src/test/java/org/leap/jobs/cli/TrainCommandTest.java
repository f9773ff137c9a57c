package org.leap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.leap.jobs.formats.IdxBytes;

class TrainCommandTest extends OnExperiment {
  @Test
  void aRunLeavesEverythingInItsFolder() throws IOException {
    assertEquals(0, experiment.train("run"), experiment::error);
    JsonNode status = experiment.status("run");
    assertEquals("SUCCEEDED", status.get("state").asText());
    assertEquals(0, status.get("exitCode").asInt());
    // 50 examples a worker are 7 minibatches of 8: 2 rounds of at most 4 steps, twice.
    assertEquals(4, status.get("rounds").asInt());
    assertEquals(2, status.get("epochs").asInt());
    assertEquals(2 * Experiment.TRAIN, status.get("examples").asInt());
    assertTrue(status.get("testAccuracy").asDouble() > 0.9, status::toString);
    assertFalse(status.has("guessing"));
    assertEquals(0.3 / Math.sqrt(3), status.get("sigmaEffective").asDouble(), 1e-3);
    assertEquals(64, status.get("paramsSha256").asText().length());
    assertTrue(status.get("fingerprint").asText().startsWith("NATIVE_CPU, OPENBLAS, "));

    List<JsonNode> metrics = experiment.metrics("run");
    assertEquals(6, metrics.size(), "4 rounds and 2 evaluations");
    assertEquals(4, metrics.get(0).get("step").asInt());
    assertEquals(7, metrics.get(1).get("step").asInt());
    assertEquals(0.02, metrics.get(0).get("learningRate").asDouble());
    assertTrue(metrics.get(2).has("testAccuracy"));
    for (String file : List.of("config.yaml", "model.zip", "report.html")) {
      assertTrue(Files.size(experiment.path("run").resolve(file)) > 100, file);
    }
    assertTrue(experiment.out().contains("test accuracy"), experiment.out());
    assertTrue(experiment.out().contains("report.html"), experiment.out());
    try (var files = Files.list(experiment.path("run"))) {
      assertEquals(
          List.of(
              "config.yaml",
              "identity.json",
              "metrics.jsonl",
              "model.zip",
              "report.html",
              "status.json",
              "summary.json"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void coresDoNotChangeTheResultAndSeedsDo() throws IOException {
    experiment.train("two");
    System.setProperty("spark.master", "local[1]");
    experiment.train("one");
    experiment.train("other", "--set", "seed=43");
    assertEquals(experiment.sha("two"), experiment.sha("one"));
    assertArrayEquals(
        Files.readAllBytes(experiment.path("two").resolve("model.zip")),
        Files.readAllBytes(experiment.path("one").resolve("model.zip")));
    assertNotEquals(experiment.sha("two"), experiment.sha("other"));
  }

  @Test
  void sigmaZeroEqualsNoPerturbation() throws IOException {
    experiment.train("perturbed");
    experiment.train("zero", "--set", "perturbation.sigma=0");
    experiment.configuration(
        "training: {epochs: 2, batchSize: 8, workers: 3, averagingFrequency: 4}");
    experiment.train("absent");
    assertEquals(experiment.sha("absent"), experiment.sha("zero"));
    assertNotEquals(experiment.sha("absent"), experiment.sha("perturbed"));
  }

  @Test
  void theResolvedConfigurationReproducesTheRun() throws IOException {
    experiment.train("first", "--set", "training.batchSize=16");
    String resolved = experiment.path("first").resolve("config.yaml").toString();
    assertEquals(
        0, experiment.leap("train", resolved, "--run-dir", experiment.path("again").toString()));
    assertEquals(experiment.sha("first"), experiment.sha("again"));
  }

  @Test
  void anExistingFolderIsRefusedAndRestartMovesItAside() throws IOException {
    experiment.train("run");
    byte[] before = Files.readAllBytes(experiment.path("run").resolve("status.json"));
    assertEquals(2, experiment.train("run"));
    assertEquals(
        "run folder %s exists: choose another with --run-dir, go on with --resume, or move it aside with --restart"
            .formatted(experiment.path("run")),
        experiment.error());
    assertArrayEquals(before, Files.readAllBytes(experiment.path("run").resolve("status.json")));
    assertEquals(0, experiment.train("run", "--restart"));
    assertArrayEquals(
        before, Files.readAllBytes(experiment.path("run.old-1").resolve("status.json")));
  }

  @Test
  void aFolderThatCannotBeMadeIsAUsageError() throws IOException {
    experiment.write("file", new byte[1]);
    assertEquals(2, experiment.train("file/run"));
    assertTrue(
        experiment.error().startsWith("run folder " + experiment.path("file/run") + " cannot be"),
        experiment.error());
  }

  @Test
  void everyProblemOfAConfigurationIsReportedAtOnce() throws IOException {
    experiment.configuration(
        "perturbation: {sigmma: 0.3}", "training: {epochs: 2, batchSize: -8, workers: lots}");
    assertEquals(2, experiment.train("run"));
    assertEquals(3, experiment.error().lines().count(), experiment.error());
    assertTrue(experiment.error().contains("did you mean \"sigma\"?"), experiment.error());
    assertFalse(Files.exists(experiment.path("run")));
  }

  @Test
  void badDataEndsWithItsExitCodeAndAStatus() throws IOException {
    Files.delete(experiment.path("train-labels"));
    assertEquals(3, experiment.train("run"));
    assertTrue(experiment.error().contains("train-labels"), experiment.error());
    assertEquals(1, experiment.error().lines().count(), experiment.error());
    JsonNode status = experiment.status("run");
    assertEquals("FAILED", status.get("state").asText());
    assertEquals(3, status.get("exitCode").asInt());
    assertFalse(Files.exists(experiment.path("run").resolve("model.zip")));
  }

  @Test
  void moreWorkersThanMinibatchesAreRefused() throws IOException {
    assertEquals(2, experiment.train("run", "--set", "training.workers=20"));
    assertEquals(
        "training.workers is 20, but an epoch of 150 examples has 19 minibatches of 8:"
            + " lower training.workers or training.batchSize",
        experiment.error());
  }

  @Test
  void divergenceEndsWithItsExitCodeAndAStatus() throws IOException {
    assertEquals(
        4,
        experiment.train(
            "run",
            "--set",
            "optimizer.name=sgd",
            "--set",
            "model.activation=relu",
            "--set",
            "schedule.learningRate=1e30"));
    assertTrue(experiment.error().startsWith("diverged in round 1 (epoch 1), worker 0: "));
    assertEquals("DIVERGED", experiment.status("run").get("state").asText());
    assertEquals(4, experiment.status("run").get("exitCode").asInt());
    assertFalse(Files.exists(experiment.path("run").resolve("model.zip")));
  }

  /** Of pictures that are all black there is nothing to learn. */
  @Test
  void aNetworkThatOnlyGuessesSucceedsAndIsMarkedEverywhere() throws IOException {
    for (var set : Map.of("train", Experiment.TRAIN, "test", Experiment.TEST).entrySet()) {
      int count = set.getValue();
      experiment.write(
          set.getKey() + "-images",
          IdxBytes.file(new int[] {0x803, count, 8, 8}, new byte[count * 64]));
    }
    List<String> long100 =
        List.of(
            "--set", "training.workers=1",
            "--set", "training.epochs=6",
            "--set", "checkpoint.everyRounds=1");
    assertEquals(0, experiment.train("run", long100.toArray(new String[0])), experiment::error);
    assertTrue(experiment.status("run").get("guessing").asBoolean());
    String warning = "the network only guesses; try a learning rate a tenth as high";
    assertTrue(experiment.out().contains("warning"), experiment.out());
    assertTrue(experiment.out().contains(warning), experiment.out());
    Path report = experiment.path("run").resolve("report.html");
    assertTrue(Files.readString(report).contains(warning));
    assertEquals(0, experiment.leap("report", experiment.path("run").toString()));
    assertTrue(Files.readString(report).contains(warning));

    // As it was when the driver died after the last evaluation.
    Path status = experiment.path("run").resolve("status.json");
    Files.writeString(status, Files.readString(status).replace("SUCCEEDED", "RUNNING"));
    List<String> on = Stream.concat(long100.stream(), Stream.of("--resume")).toList();
    assertEquals(0, experiment.train("run", on.toArray(new String[0])), experiment::error);
    assertTrue(experiment.status("run").get("guessing").asBoolean());
    assertTrue(experiment.out().contains(warning), experiment.out());
  }

  @Test
  void stepsCutTheLastEpochShort() throws IOException {
    assertEquals(0, experiment.train("run", "--set", "training.steps=9"));
    JsonNode status = experiment.status("run");
    assertEquals(3, status.get("rounds").asInt());
    assertEquals(2, status.get("epochs").asInt());
    assertEquals(9, experiment.metrics("run").get(3).get("step").asInt());
  }

  @Test
  void lenetRefusesTinyImages() {
    assertEquals(2, experiment.train("run", "--set", "model.name=lenet"));
    assertEquals(
        "model lenet needs images of at least 16 x 16, found 8 x 8: use model mlp",
        experiment.error());
  }

  @Test
  void validateListsProblemsOrPrintsTheResolvedConfiguration() throws IOException {
    String config = experiment.path("config.yaml").toString();
    assertEquals(0, experiment.leap("validate", config, "--set", "seed=7"));
    assertTrue(experiment.out().contains("seed: 7"), experiment.out());
    assertEquals(2, experiment.leap("validate", config, "--set", "training.workers=0"));
    assertTrue(experiment.error().contains("training.workers"), experiment.error());
  }

  @Test
  void validateLooksForTheFiles() throws IOException {
    Files.delete(experiment.path("test-images"));
    String config = experiment.path("config.yaml").toString();
    assertEquals(3, experiment.leap("validate", config));
    assertEquals(
        experiment.path("test-images")
            + ": no such file or folder; correct the path, or bring the data there",
        experiment.error());
    assertEquals(
        0,
        experiment.leap(
            "validate", config, "--set", "data.test.images=nowhere://host/test-images"));
    assertTrue(
        experiment.error().contains("nowhere://host/test-images: cannot be looked for from here"),
        experiment.error());
  }

  @Test
  void anOptionThatIsASettingIsShownAsOne() {
    String config = experiment.path("config.yaml").toString();
    assertEquals(2, experiment.leap("train", config, "--epochs", "3"));
    assertEquals(
        "--epochs is no option but a setting of the configuration: write --set training.epochs=3",
        experiment.error());
    assertEquals(2, experiment.leap("train", config, "--sigma=0.1"));
    assertTrue(experiment.error().endsWith("write --set perturbation.sigma=0.1"));
    assertEquals(2, experiment.leap("train", config, "--minimum"));
    assertTrue(
        experiment.error().contains("write --set schedule.minimum=VALUE"), experiment.error());
    assertEquals(2, experiment.leap("train", config, "--epoch", "3"));
    assertTrue(
        experiment.everythingSaid().contains("Unknown options: '--epoch', '3'"),
        experiment.everythingSaid());
  }

  @Test
  void thoseWhoAskAreTold() {
    assertEquals(2, experiment.leap());
    assertEquals(5, experiment.everythingSaid().lines().count());
    assertTrue(experiment.everythingSaid().contains("leap train conf/quickstart.yaml"));
    assertEquals(0, experiment.leap("help", "train"));
    assertTrue(experiment.out().contains("--run-dir"), experiment.out());
    assertEquals(0, experiment.leap("help"));
    assertTrue(experiment.out().contains("experiment"), experiment.out());
    assertEquals(0, experiment.leap("generate-completion"));
    assertTrue(experiment.out().contains("complete -F _complete_leap"), experiment.out());
  }

  @Test
  void wrongArgumentsAreUsageErrors() {
    assertEquals(2, experiment.leap("trian"));
    assertEquals(2, experiment.leap("train"));
    assertEquals(0, experiment.leap("train", "--help"));
  }
}
