package org.leap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.leap.spark.storage.SealedJson;

class ResumeTest extends OnExperiment {
  @BeforeEach
  void configure() throws IOException {
    experiment.configuration(
        "perturbation: {sigma: 0.3}",
        "training: {epochs: 3, batchSize: 8, workers: 3, averagingFrequency: 3}");
  }

  /** The variable is one that all tests have. */
  @Test
  void aRunWhoseDataAreBehindAVariableKeepsTheVariableAndGoesOn() throws IOException {
    String images = folder + "/${OMP_NUM_THREADS}/../train-images";
    String[] behind = {"--set", "data.train.images=" + images, "--resume"};
    assertEquals(0, trainWithCheckpoints("run", behind), experiment::error);
    String yaml = Files.readString(experiment.path("run/config.yaml"));
    assertTrue(yaml.contains("images: \"" + images + "\""), yaml);
    String report = Files.readString(experiment.path("run/report.html"));
    assertTrue(report.contains("${OMP_NUM_THREADS}"));
    Files.delete(experiment.path("run/status.json"));
    assertEquals(0, trainWithCheckpoints("run", behind), experiment::error);
    assertEquals(0, trainWithCheckpoints("run", "--resume"), experiment::error);
    assertTrue(experiment.out().contains("had succeeded before"), experiment.out());
  }

  @Test
  void aScheduledCommandRepeatedForItsDateIsDoneOnce() throws IOException {
    String template = experiment.path("runs").resolve("{name}").resolve("{date}").toString();
    String[] nightly = {
      "train", experiment.path("config.yaml").toString(), "--resume", "--run-dir", template
    };
    String[] first =
        Stream.concat(Stream.of(nightly), Stream.of("--date=2026-01-05")).toArray(String[]::new);
    assertEquals(0, experiment.leap(first));
    String sha = experiment.sha("runs/config/2026-01-05");
    assertEquals(0, experiment.leap(first));
    assertTrue(experiment.out().contains("had succeeded before; nothing was done"));
    assertEquals(sha, experiment.sha("runs/config/2026-01-05"));

    assertEquals(2, experiment.leap("train", nightly[1], "--run-dir", "runs/{day}"));
    assertEquals(
        "unknown placeholder {day} in --run-dir runs/{day}: {name} and {date} are known",
        experiment.error());
    assertEquals(2, experiment.leap("train", nightly[1], "--date", "05.01.2026"));
  }

  private void cutBackTo(String run, int rounds) throws IOException {
    Cut.back(experiment.path(run), rounds);
  }

  /** Metrics without what differs between equal runs: times. */
  private List<JsonNode> metrics(String run) throws IOException {
    List<JsonNode> lines = experiment.metrics(run);
    for (JsonNode line : lines) {
      ObjectNode object = (ObjectNode) line;
      List<String> times =
          Stream.of(
                  "seconds",
                  "examplesPerSecond",
                  "broadcastSeconds",
                  "loadSeconds",
                  "computeSeconds",
                  "perturbSeconds",
                  "reduceSeconds",
                  "idleSeconds")
              .toList();
      object.remove(times);
    }
    return lines;
  }

  @Test
  void aRunResumedAtAnyRoundIsTheUndisturbedOne() throws IOException {
    assertEquals(0, trainWithCheckpoints("whole"), experiment::error);
    assertEquals(0, trainWithCheckpoints("cut"), experiment::error);
    int rounds = experiment.status("whole").get("rounds").asInt();
    assertEquals(9, rounds);
    for (int round = rounds - 1; round >= 0; round--) {
      cutBackTo("cut", round);
      assertEquals(0, trainWithCheckpoints("cut", "--resume"), experiment::error);
      assertEquals(experiment.sha("whole"), experiment.sha("cut"), "resumed at round " + round);
      assertEquals(metrics("whole"), metrics("cut"), "resumed at round " + round);
      for (String field : List.of("rounds", "epochs", "examples", "testAccuracy", "trainLoss")) {
        assertEquals(
            experiment.status("whole").get(field), experiment.status("cut").get(field), field);
      }
    }
  }

  /** The rate falls with the loss, rounds grow with it, and the outer optimizer has a state. */
  @Test
  void aRunWhoseRoundsFollowTheLossIsResumedAtAnyOfThem() throws IOException {
    String[] methods = {
      "--set",
          "schedule={name: plateau, learningRate: 0.02, factor: 0.5, patience: 1, minDelta: 9}",
      "--set", "training.averagingFrequency={quadratic: {start: 1, alpha: 0.025}}",
      "--set", "training.outer={name: nesterov, learningRate: 0.7, momentum: 0.5}",
      "--resume"
    };
    assertEquals(0, trainWithCheckpoints("whole", methods), experiment::error);
    assertEquals(0, trainWithCheckpoints("cut", methods), experiment::error);
    List<Integer> ends =
        metrics("whole").stream()
            .filter(line -> line.has("sigma"))
            .map(line -> line.get("step").asInt())
            .toList();
    assertEquals(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 20, 21), ends);
    for (int round : new int[] {15, 14, 10, 3}) {
      cutBackTo("cut", round);
      assertEquals(0, trainWithCheckpoints("cut", methods), experiment::error);
      assertEquals(experiment.sha("whole"), experiment.sha("cut"), "resumed at round " + round);
      assertEquals(metrics("whole"), metrics("cut"), "resumed at round " + round);
    }
    assertEquals(2, trainWithCheckpoints("cut", "--resume", "--set", "training.outer.name=none"));
  }

  @Test
  void resumeStartsWhatDoesNotExistAndLeavesWhatSucceeded() throws IOException {
    assertEquals(0, trainWithCheckpoints("run", "--resume"));
    byte[] status = Files.readAllBytes(experiment.path("run").resolve("status.json"));
    assertEquals(0, trainWithCheckpoints("run", "--resume"));
    assertTrue(experiment.out().contains("had succeeded before"), experiment.out());
    assertEquals(
        new String(status, StandardCharsets.UTF_8),
        Files.readString(experiment.path("run").resolve("status.json")));
  }

  @Test
  void aDamagedCheckpointCostsRoundsAndNotTheResult() throws IOException {
    trainWithCheckpoints("whole");
    trainWithCheckpoints("cut");
    cutBackTo("cut", 5);
    Path state = experiment.path("cut").resolve("checkpoints/round-000005/state.bin");
    byte[] bytes = Files.readAllBytes(state);
    bytes[9] ^= 1;
    Files.write(state, bytes);
    assertEquals(0, trainWithCheckpoints("cut", "--resume"), experiment::error);
    assertEquals(experiment.sha("whole"), experiment.sha("cut"));
    assertEquals(metrics("whole"), metrics("cut"));
  }

  @Test
  void anotherConfigurationIsRefusedAndNamed() throws IOException {
    trainWithCheckpoints("run");
    cutBackTo("run", 4);
    assertEquals(2, trainWithCheckpoints("run", "--resume", "--set", "training.batchSize=4"));
    assertEquals(
        "run folder %s was started with another configuration: there [training.batchSize=8], here [training.batchSize=4]; use that configuration, another --run-dir, or --restart"
            .formatted(experiment.path("run")),
        experiment.error());
    assertFalse(Files.exists(experiment.path("run").resolve("model.zip")));
  }

  @Test
  void anotherProcessorIsRefusedUnlessAllowed() throws IOException {
    trainWithCheckpoints("run");
    String sha = experiment.sha("run");
    cutBackTo("run", 4);
    Path manifest = experiment.path("run").resolve("checkpoints/round-000004/manifest.json");
    String elsewhere =
        SealedJson.parse(Files.readString(manifest)).object().replace("amd64", "abacus");
    Files.writeString(manifest, SealedJson.seal(elsewhere));
    assertEquals(2, trainWithCheckpoints("run", "--resume"));
    assertTrue(experiment.error().contains("was made on NATIVE_CPU, OPENBLAS, abacus"));
    assertTrue(experiment.error().contains("training.allowMixedHardware: true"));
    assertEquals(
        0, trainWithCheckpoints("run", "--resume", "--set", "training.allowMixedHardware=true"));
    assertEquals(sha, experiment.sha("run"));
  }

  @Test
  void aStatusThatCannotBeReadIsNamed() throws IOException {
    trainWithCheckpoints("run");
    Path status = experiment.path("run").resolve("status.json");
    for (String broken : List.of("{\"state\": \"SUCC", "", "[]", "{}")) {
      Files.writeString(status, broken);
      assertEquals(3, trainWithCheckpoints("run", "--resume"), broken);
      assertTrue(
          experiment.error().startsWith(status + ": not the status of a run: "),
          experiment.error());
    }
  }

  @Test
  void aSucceededRunWithoutItsNetworkIsFinishedAgain() throws IOException {
    trainWithCheckpoints("run");
    String sha = experiment.sha("run");
    Path model = experiment.path("run").resolve("model.zip");
    Files.delete(model);
    assertEquals(0, trainWithCheckpoints("run", "--resume"), experiment::error);
    assertFalse(experiment.out().contains("had succeeded before"), experiment.out());
    assertTrue(Files.exists(model));
    assertEquals(sha, experiment.sha("run"));
  }

  /** A run whose folder is deleted meanwhile makes some of it again before it notices. */
  @Test
  void theRemainsOfADeletedFolderAreNotResumed() throws IOException {
    trainWithCheckpoints("run");
    cutBackTo("run", 4);
    Files.delete(experiment.path("run").resolve("config.yaml"));
    assertEquals(2, trainWithCheckpoints("run", "--resume", "--set", "training.batchSize=4"));
    assertEquals(
        "run folder %s holds checkpoints but no config.yaml, as a folder does that was deleted or copied in part: use another --run-dir, or move it aside with --restart"
            .formatted(experiment.path("run")),
        experiment.error());
    assertEquals(0, trainWithCheckpoints("run", "--restart", "--set", "training.batchSize=4"));
  }

  @Test
  void onlyTheNewestCheckpointsAreKept() throws IOException {
    experiment.train("run", "--set", "checkpoint.everyRounds=2", "--set", "checkpoint.keep=2");
    try (Stream<Path> folders = Files.list(experiment.path("run").resolve("checkpoints"))) {
      assertEquals(
          List.of("round-000006", "round-000008"),
          folders.map(path -> path.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void resumeAndRestartExcludeEachOther() {
    assertEquals(2, trainWithCheckpoints("run", "--resume", "--restart"));
  }
}
