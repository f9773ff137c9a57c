package org.leap.jobs.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.leap.jobs.cli.Experiment;
import org.leap.jobs.config.ConfigException;
import org.leap.jobs.config.ConfigLoader;
import org.leap.jobs.config.ResolvedConfig;
import org.leap.jobs.plan.Inputs;
import org.leap.jobs.process.Interruption;
import org.leap.jobs.process.LocalSpark;
import org.leap.jobs.progress.Progress;
import org.leap.jobs.report.EpochReport;
import org.leap.jobs.train.TrainingRun.SucceededRun;
import org.leap.spark.engine.InterruptedRunException;
import org.leap.spark.engine.RoundReport;
import org.leap.spark.storage.Folder;

class InterruptedTrainingTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @TempDir private Path dir;
  private Experiment experiment;
  private ResolvedConfig config;

  @BeforeEach
  void configure() throws IOException, ConfigException {
    experiment = new Experiment(dir);
    experiment.configuration(
        "perturbation: {sigma: 0.3}",
        "flatMinima: {swa: {start: 1 epochs, every: 1 epochs}}",
        "training: {epochs: 3, batchSize: 8, workers: 3, averagingFrequency: 3}",
        "checkpoint: {everyRounds: 100}");
    config = ConfigLoader.load(dir.resolve("config.yaml"), List.of(), Map.of());
  }

  private SucceededRun train(String run, Progress progress, Interruption interruption)
      throws IOException {
    Folder folder = Folder.at(dir.resolve(run).toString(), SPARK.context().hadoopConfiguration());
    TrainingRun training =
        new TrainingRun(config, folder, SPARK.context(), progress, new Inputs.Shared(), "");
    return new Attempt(training, folder.folder("checkpoints"), interruption, false, false).run();
  }

  /** A signal that comes when a round or an evaluation has just been told. */
  private static class Signal implements Progress {
    private final Interruption interruption;
    private final int round;
    private final int epoch;

    Signal(Interruption interruption, int round, int epoch) {
      this.interruption = interruption;
      this.round = round;
      this.epoch = epoch;
    }

    @Override
    public void round(RoundReport point) {
      if (point.round() == round) {
        interruption.deliver();
      }
    }

    @Override
    public void epoch(EpochReport point) {
      if (point.epoch() == epoch) {
        interruption.deliver();
      }
    }
  }

  private void interrupt(String run, int round, int epoch) {
    try (Interruption interruption = Interruption.register()) {
      assertThrows(
          InterruptedRunException.class,
          () -> train(run, new Signal(interruption, round, epoch), interruption));
    }
  }

  private void finish(String run) throws IOException {
    try (Interruption interruption = Interruption.register()) {
      train(run, Progress.silent(), interruption);
    }
  }

  private List<String> results(String run) throws IOException {
    return experiment.metrics(run).stream()
        .map(
            line ->
                Stream.of("round", "epoch", "step", "loss", "testAccuracy", "testLoss")
                    .map(line::path)
                    .map(JsonNode::toString)
                    .toList()
                    .toString())
        .toList();
  }

  private void assertLike(String whole, String run) throws IOException {
    assertEquals(experiment.sha(whole), experiment.sha(run));
    assertEquals(results(whole), results(run));
    JsonNode expected = experiment.status(whole);
    for (String field : List.of("epochs", "testAccuracy", "averagedTestLoss")) {
      assertEquals(expected.get(field), experiment.status(run).get(field), field);
    }
  }

  /** The evaluation itself may take a minute: it is abandoned, and made up for by the next job. */
  @Test
  void aSignalDuringAnEvaluationSavesTheRoundBeforeIt() throws IOException {
    finish("whole");
    interrupt("cut", 6, 0);
    assertEquals("INTERRUPTED", experiment.status("cut").get("state").asText());
    assertEquals(6, experiment.status("cut").get("rounds").asInt());
    assertEquals(1, experiment.status("cut").get("epochs").asInt());
    assertTrue(Files.exists(dir.resolve("cut/checkpoints/round-000006/manifest.json")));
    finish("cut");
    assertLike("whole", "cut");
  }

  /** Interrupted again while it makes up for it, and a third time in the evaluation after that. */
  @Test
  void everyEvaluationMayBeInterrupted() throws IOException {
    finish("whole");
    interrupt("cut", 3, 0);
    interrupt("cut", 0, 1);
    interrupt("cut", 6, 0);
    interrupt("cut", 9, 0);
    finish("cut");
    assertLike("whole", "cut");
  }

  /** Rounds of 3, 6, 7, 10, 13, 14, 17, 20 and 21 steps, evaluated after the sixth and the last. */
  @Test
  void whatIsMeasuredNowAndThenIsMeasuredAgainAndChangesNothing() throws Exception {
    String training =
        "training: {epochs: 3, batchSize: 8, workers: 3, averagingFrequency: 3, evaluateEvery: 2 epochs}";
    String noise = "perturbation: {sigma: 0.3}";
    experiment.configuration(noise, training, "checkpoint: {everyRounds: 2}");
    config = ConfigLoader.load(dir.resolve("config.yaml"), List.of(), Map.of());
    finish("unmeasured");
    experiment.configuration(
        noise,
        training,
        "checkpoint: {everyRounds: 2}",
        "flatness: {every: 1 epoch, examples: 20, lanczosSteps: 4}");
    config = ConfigLoader.load(dir.resolve("config.yaml"), List.of(), Map.of());
    finish("whole");
    interrupt("cut", 3, 0);
    interrupt("cut", 6, 0);
    interrupt("cut", 7, 0);
    interrupt("cut", 9, 0);
    finish("cut");
    assertLike("whole", "cut");
    assertEquals(experiment.sha("unmeasured"), experiment.sha("whole"));
    assertEquals(flatness("whole"), flatness("cut"));
    assertEquals(List.of(7, 14, 21), steps("whole", "flatness"));
    assertEquals(List.of(14, 21), steps("whole", "testAccuracy"));
    assertEquals(List.of(14, 21), steps("unmeasured", "testAccuracy"));
  }

  private List<String> flatness(String run) throws IOException {
    return experiment.metrics(run).stream()
        .filter(line -> line.has("flatness"))
        .map(line -> line.path("step") + " " + line.path("flatness"))
        .toList();
  }

  private List<Integer> steps(String run, String what) throws IOException {
    return experiment.metrics(run).stream()
        .filter(line -> line.has(what))
        .map(line -> line.path("step").asInt())
        .toList();
  }

  /** It may end before the lock is looked at again. */
  @Test
  void aRunWhoseFolderWasDeletedMeanwhileDoesNotSucceed() throws IOException {
    Path yaml = dir.resolve("deleted/config.yaml");
    try (Interruption interruption = Interruption.register()) {
      Progress deleting =
          new Signal(interruption, 0, 0) {
            @Override
            public void epoch(EpochReport point) {
              assertTrue(point.epoch() != 2 || yaml.toFile().delete());
            }
          };
      var e =
          assertThrows(UncheckedIOException.class, () -> train("deleted", deleting, interruption));
      assertTrue(e.getMessage().contains("deleted was deleted or moved away"), e.getMessage());
    }
    assertFalse(Files.exists(dir.resolve("deleted/model.zip")));
    assertEquals(5, experiment.status("deleted").get("exitCode").asInt());
  }

  /** The runs of an experiment follow one another on one cluster. */
  @Test
  void nothingOfARunIsKeptOnTheCluster() throws IOException {
    try (Interruption interruption = Interruption.register()) {
      train("whole", new Progress() {}, interruption);
    }
    assertEquals(Map.of(), SPARK.context().getPersistentRDDs());
  }

  @Test
  void aSignalDuringTheEvaluationOfAveragedWeightsSavesTheLastRound() throws IOException {
    finish("whole");
    interrupt("cut", 0, 3);
    assertEquals(9, experiment.status("cut").get("rounds").asInt());
    assertTrue(Files.exists(dir.resolve("cut/checkpoints/round-000009/manifest.json")));
    finish("cut");
    assertLike("whole", "cut");
  }
}
