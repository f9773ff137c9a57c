package org.leap.jobs.drills;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.leap.jobs.cluster.SparkHome;
import org.leap.jobs.cluster.StandaloneCluster;

/** The cluster serves the experiment and leaves no trace in its result. */
final class LayoutDrill {
  @TempDir static Path folder;
  private static DrillRuns runs;
  private static StandaloneCluster cluster;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    runs = new DrillRuns(folder);
    SparkHome home =
        SparkHome.assemble(
            folder.resolve("spark"), Path.of(System.getProperty("spark.classpath.file")));
    cluster = StandaloneCluster.start(home, Files.createDirectories(folder.resolve("cluster")), 4);
  }

  @AfterAll
  static void end() {
    if (cluster != null) {
      cluster.close();
    }
  }

  /** Settings of a run on so many executors of a cluster. */
  static Map<String, String> conf(StandaloneCluster cluster, int executors, int cores) {
    return Map.of(
        "spark.master",
        cluster.masterUrl(),
        "spark.executor.cores",
        Integer.toString(cores),
        "spark.cores.max",
        Integer.toString(executors * cores),
        "spark.executor.memory",
        "512m",
        "spark.executor.extraJavaOptions",
        Driver.executorOptions(),
        "spark.scheduler.minRegisteredResourcesRatio",
        "1.0",
        "spark.executorEnv.OMP_NUM_THREADS",
        "1",
        "spark.executor.extraClassPath",
        Driver.classPath());
  }

  @ParameterizedTest(name = "{0} executors of {1} cores, {2}")
  @CsvSource({"1, 1, direct", "1, 2, sliced", "2, 2, direct", "4, 1, sliced"})
  void executorsCoresAndReductionsGiveTheSameBits(int executors, int cores, String reduction)
      throws IOException, InterruptedException {
    String run = "layout-" + executors + "-" + cores;
    Map<String, String> conf = conf(cluster, executors, cores);
    try (Driver driver = runs.train(run, conf, "--set", "training.reduction=" + reduction)) {
      assertEquals(0, driver.await(DrillRuns.START_TO_END), driver.log());
      assertTrue(
          driver.log().contains(reduction.equals("sliced") ? "slices" : "averaged directly"),
          driver.log());
    }
    runs.assertLikeUndisturbed(run);
  }
}
