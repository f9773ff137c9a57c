package org.leap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.leap.jobs.folder.RecordedRun;
import org.leap.spark.storage.Folder;

/** Runs that depend on what they have seen, and the peers of the perturbation. */
class GuidedRunTest extends OnExperiment {
  @BeforeEach
  void configure() throws IOException {
    experiment.configuration(
        "perturbation: {sigma: 0.3}",
        "training: {epochs: 5, batchSize: 8, workers: 3, averagingFrequency: 4}");
  }

  private int train(String run, String... sets) {
    return experiment.train(
        run,
        Stream.of(sets)
            .flatMap(set -> set.startsWith("--") ? Stream.of(set) : Stream.of("--set", set))
            .toArray(String[]::new));
  }

  /** Every epoch is better than the last by less than minDelta, so patience ends after each. */
  private static final String[] PLATEAU_AND_MEAN = {
    "schedule={name: plateau, learningRate: 0.02, factor: 0.5, patience: 1, minDelta: 5}",
    "flatMinima.swa={start: 2 epochs, every: 5 steps}",
    "checkpoint.everyRounds=1",
    "checkpoint.keep=100"
  };

  @Test
  void plateauAndMeanSurviveAResumeAtAnyRound() throws IOException {
    assertEquals(0, train("whole", PLATEAU_AND_MEAN), experiment::error);
    Set<Double> rates = new TreeSet<>();
    for (JsonNode line : experiment.metrics("whole")) {
      if (line.has("learningRate")) {
        rates.add(line.get("learningRate").asDouble());
      }
    }
    assertEquals(new TreeSet<>(List.of(0.02, 0.01, 0.005, 0.0025)), rates);

    assertEquals(0, train("cut", PLATEAU_AND_MEAN));
    for (int rounds : new int[] {9, 7, 4, 3}) {
      Cut.back(experiment.path("cut"), rounds);
      Files.deleteIfExists(experiment.path("cut").resolve("swa-model.zip"));
      String[] resume =
          Stream.concat(Stream.of(PLATEAU_AND_MEAN), Stream.of("--resume")).toArray(String[]::new);
      assertEquals(0, train("cut", resume), experiment::error);
      assertEquals(experiment.sha("whole"), experiment.sha("cut"), "resumed at " + rounds);
      for (String model : List.of("model.zip", "swa-model.zip")) {
        assertArrayEquals(file("whole", model), file("cut", model), model + " at " + rounds);
      }
    }
  }

  /** By which a search chooses. */
  @Test
  void theMeanIsWhatIsValidated() throws IOException {
    String[] sets = {
      "data.validation=0.4",
      "training.epochs=4",
      "schedule.learningRate=0.004",
      "flatMinima.swa={start: 1 steps, every: 1 steps}"
    };
    assertEquals(0, train("run", sets), experiment::error);
    double mean = experiment.status("run").get("averagedValidationAccuracy").asDouble();
    Folder folder = Folder.at(experiment.path("run").toString(), new Configuration(false));
    RecordedRun run = RecordedRun.read(folder).orElseThrow();
    assertEquals(mean, run.validationAccuracy());
    assertNotEquals(mean, run.history().lastEpoch().orElseThrow().validation().value());
  }

  private byte[] file(String run, String name) throws IOException {
    return Files.readAllBytes(experiment.path(run).resolve(name));
  }

  @Test
  void theMeanOfANormalizedNetworkHasItsOwnStatistics() throws IOException {
    String[] sets = {
      "model={name: resnet20, width: 2}",
      "training.epochs=2",
      "flatMinima.swa={start: 1 epoch, every: 3 steps}"
    };
    experiment.writeSets(16);
    assertEquals(0, train("run", sets), experiment::error);
    assertTrue(experiment.out().contains("averaged test accuracy"), experiment.out());
    assertTrue(experiment.status("run").get("averagedTestAccuracy").asDouble() > 0);
    var last =
        ModelSerializer.restoreComputationGraph(
            experiment.path("run").resolve("model.zip").toFile());
    var mean =
        ModelSerializer.restoreComputationGraph(
            experiment.path("run").resolve("swa-model.zip").toFile());
    assertNotEquals(
        last.getLayer("first-norm").getParam("mean"), mean.getLayer("first-norm").getParam("mean"));
  }

  @Test
  void eachPeerChangesTheRunAndCanBeRepeated() throws IOException {
    Set<String> results = new TreeSet<>();
    String[] peers = {
      "flatMinima={}",
      "flatMinima.sam={rho: 0.1}",
      "flatMinima.gradientNoise={eta: 0.01}",
      "training.gradientClip={norm: 0.1}",
      "training.gradientClip={value: 0.01}",
      "training.labelSmoothing=0.2"
    };
    for (int i = 0; i < peers.length; i++) {
      assertEquals(0, train("peer" + i, peers[i], "training.epochs=1"), experiment::error);
      results.add(experiment.sha("peer" + i));
      assertFalse(Files.exists(experiment.path("peer" + i).resolve("swa-model.zip")));
    }
    assertEquals(peers.length, results.size());
    assertEquals(0, train("again", peers[2], "training.epochs=1"), experiment::error);
    assertEquals(experiment.sha("peer2"), experiment.sha("again"));
  }

  /** The run goes on from any round as if it had never stopped, its end included. */
  @Test
  void aRunEndsAtTheLossThatItIsToStopAt() throws IOException {
    String[] sets = {
      "training.epochs=30",
      "training.stopAtLoss=0.4",
      "checkpoint.everyRounds=1",
      "checkpoint.keep=100"
    };
    assertEquals(0, train("whole", sets), experiment::error);
    int epochs = experiment.status("whole").get("epochs").asInt();
    assertTrue(epochs > 1 && epochs < 30, epochs + " epochs");
    double sum = 0;
    double before = 0;
    for (JsonNode line : experiment.metrics("whole")) {
      if (line.has("round") && line.get("epoch").asInt() == epochs) {
        sum += line.get("loss").asDouble() * line.get("examples").asLong() / Experiment.TRAIN;
      } else if (line.has("round") && line.get("epoch").asInt() == epochs - 1) {
        before += line.get("loss").asDouble() * line.get("examples").asLong() / Experiment.TRAIN;
      }
    }
    assertTrue(sum <= 0.4 && before > 0.4, before + ", then " + sum);

    // Between evaluations, the last network is evaluated all the same.
    String[] rarely =
        Stream.concat(Stream.of(sets), Stream.of("training.evaluateEvery=30 epochs"))
            .toArray(String[]::new);
    assertEquals(0, train("rarely", rarely), experiment::error);
    for (String figure : List.of("epochs", "testAccuracy", "testLoss", "paramsSha256")) {
      assertEquals(
          experiment.status("whole").get(figure), experiment.status("rarely").get(figure), figure);
    }

    assertEquals(0, train("cut", sets));
    Cut.back(experiment.path("cut"), 3);
    assertEquals(
        0,
        train("cut", Stream.concat(Stream.of(sets), Stream.of("--resume")).toArray(String[]::new)),
        experiment::error);
    assertEquals(experiment.sha("whole"), experiment.sha("cut"));
    assertEquals(epochs, experiment.status("cut").get("epochs").asInt());
  }

  private static final String[] STOPPING = {
    "data.validation=0.2",
    "training.epochs=30",
    "schedule.learningRate=0.2",
    "training.earlyStopping={patience: 2, minDelta: 0.05}",
    "checkpoint.everyRounds=1",
    "checkpoint.keep=100"
  };

  @Test
  void earlyStoppingKeepsTheBestAndSurvivesAResume() throws IOException {
    assertEquals(0, train("whole", STOPPING), experiment::error);
    int epochs = experiment.status("whole").get("epochs").asInt();
    assertTrue(epochs >= 3 && epochs < 30, epochs + " epochs");
    List<JsonNode> lines =
        experiment.metrics("whole").stream().filter(line -> line.has("validationLoss")).toList();
    assertEquals(epochs, lines.size());
    double least = Double.POSITIVE_INFINITY;
    int best = 0;
    for (JsonNode line : lines) {
      if (line.get("validationLoss").asDouble() < least - 0.05) {
        least = line.get("validationLoss").asDouble();
        best = line.get("epoch").asInt();
      }
    }
    assertEquals(best + 2, epochs);
    var kept =
        ModelSerializer.restoreMultiLayerNetwork(
            experiment.path("whole").resolve("best-model.zip").toFile());
    assertEquals(best, kept.getEpochCount());

    assertEquals(0, train("cut", STOPPING), experiment::error);
    int rounds = experiment.status("whole").get("rounds").asInt();
    for (int round : new int[] {rounds, rounds - 1, 3}) {
      Cut.back(experiment.path("cut"), round);
      String[] resume =
          Stream.concat(Stream.of(STOPPING), Stream.of("--resume")).toArray(String[]::new);
      assertEquals(0, train("cut", resume), experiment::error);
      assertEquals(experiment.sha("whole"), experiment.sha("cut"), "resumed at " + round);
      for (String model : List.of("model.zip", "best-model.zip")) {
        assertArrayEquals(file("whole", model), file("cut", model), model + " at " + round);
      }
    }
  }

  @Test
  void earlyStoppingNeedsAValidationSet() {
    assertEquals(2, train("run", "training.earlyStopping={}"));
    assertEquals(
        "training.earlyStopping needs a validation set: write data.validation, or leave it out",
        experiment.error());
  }

  @Test
  void averagingThatNeverBeginsIsRefused() {
    assertEquals(2, train("run", "flatMinima.swa={start: 50 epochs}"));
    assertEquals(
        "flatMinima.swa.start is 50 epochs, but the run ends after 35 steps (7 an epoch): start earlier",
        experiment.error());
  }
}
