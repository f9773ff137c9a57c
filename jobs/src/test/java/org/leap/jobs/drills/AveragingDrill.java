package org.leap.jobs.drills;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.leap.jobs.cluster.SparkHome;
import org.leap.jobs.cluster.StandaloneCluster;

/** Rounds that grow as the rate falls, and an outer optimizer: as exact as any other run. */
final class AveragingDrill {
  /** Rounds of 1, 2, 2, 2 and 3 steps, of 4 and 6, and of 10: three epochs. */
  private static final int ROUNDS = 8;

  private static final List<String> METHODS =
      List.of(
          "schedule={name: polynomial, learningRate: 0.02}",
          "training.averagingFrequency={quadratic: {start: 1, alpha: 0.028}}",
          "training.outer={name: nesterov, learningRate: 0.7, momentum: 0.5}");

  @TempDir static Path folder;
  private static DrillRuns runs;

  @BeforeAll
  static void trainUndisturbed() throws IOException, InterruptedException {
    runs = new DrillRuns(folder, ROUNDS, METHODS);
  }

  /** Stages 0 to 4 are the rounds of the first epoch, 5 is its evaluation, 7 the seventh round. */
  @Test
  void aDriverKilledInTheMiddleOfARoundResumes() throws IOException, InterruptedException {
    Hold hold = runs.hold(1, 7);
    try (Driver driver = runs.train("killed", DrillRuns.embedded(hold.conf()))) {
      hold.await(driver);
      driver.kill();
    }
    assertEquals(6, runs.checkpointedRounds("killed"));
    try (Driver driver = runs.train("killed", DrillRuns.embedded(Map.of()), "--resume")) {
      assertEquals(0, driver.await(DrillRuns.RECOVERY), driver.tail());
    }
    runs.assertLikeUndisturbed("killed");
  }

  @ParameterizedTest(name = "{0} slots, {1}")
  @CsvSource({"1, direct", "1, sliced", "4, direct", "4, sliced"})
  void slotsAndReductionsGiveTheSameBits(int slots, String reduction)
      throws IOException, InterruptedException {
    String run = "slots-" + slots + "-" + reduction;
    Map<String, String> conf = Map.of("spark.master", "local[" + slots + "]");
    try (Driver driver = runs.train(run, conf, "--set", "training.reduction=" + reduction)) {
      assertEquals(0, driver.await(DrillRuns.START_TO_END), driver.tail());
    }
    runs.assertLikeUndisturbed(run);
  }

  @ParameterizedTest(name = "{0} executors, {1}")
  @CsvSource({"1, direct", "2, sliced"})
  void executorsOfTheirOwnGiveTheSameBits(int executors, String reduction)
      throws IOException, InterruptedException {
    String run = "executors-" + executors;
    SparkHome home =
        SparkHome.assemble(
            folder.resolve("spark-" + executors),
            Path.of(System.getProperty("spark.classpath.file")));
    try (StandaloneCluster cluster =
            StandaloneCluster.start(
                home, Files.createDirectories(folder.resolve("cluster-" + executors)), executors);
        Driver driver =
            runs.train(
                run,
                LayoutDrill.conf(cluster, executors, 1),
                "--set",
                "training.reduction=" + reduction)) {
      assertEquals(0, driver.await(DrillRuns.START_TO_END), driver.log());
    }
    runs.assertLikeUndisturbed(run);
  }
}
