package org.leap.jobs.drills;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.leap.jobs.cluster.SparkHome;
import org.leap.jobs.cluster.StandaloneCluster;

/**
 * What befalls executors, worker daemons, tasks and data on a standalone cluster of two hosts with
 * a core each. The undisturbed run was made in one process.
 */
final class ClusterDrill {
  private static final int STAGE = 9;

  @TempDir static Path folder;
  private static StandaloneCluster cluster;
  private static DrillRuns runs;

  @BeforeAll
  static void startClusterAndTrainUndisturbed() throws IOException, InterruptedException {
    SparkHome home =
        SparkHome.assemble(
            folder.resolve("spark"), Path.of(System.getProperty("spark.classpath.file")));
    cluster = StandaloneCluster.start(home, Files.createDirectories(folder.resolve("cluster")));
    runs = new DrillRuns(folder);
  }

  @AfterAll
  static void endCluster() {
    if (cluster != null) {
      cluster.close();
    }
  }

  private static Driver train(String run, Map<String, String> conf, String... options)
      throws IOException {
    return runs.train(run, DrillRuns.with(onCluster(), conf), options);
  }

  private static Map<String, String> onCluster() {
    return DrillRuns.with(
        LayoutDrill.conf(cluster, 2, 1),
        Map.of(
            "spark.scheduler.maxRegisteredResourcesWaitingTime", "60s",
            "spark.ui.enabled", "false"));
  }

  /**
   * @param lost what Spark's log must say, or nothing has happened
   */
  private static void assertGoesOn(Driver driver, String run, String lost)
      throws IOException, InterruptedException {
    assertEquals(0, driver.await(DrillRuns.RECOVERY), driver.tail());
    assertTrue(driver.log().contains(lost), () -> "nothing '" + lost + "' in the log of " + run);
    runs.assertLikeUndisturbed(run);
  }

  @ParameterizedTest
  @ValueSource(strings = {"direct", "sliced"})
  void aRunOutlivesAnExecutorKilledInTheMiddleOfARound(String reduction)
      throws IOException, InterruptedException {
    String run = "executor-" + reduction;
    Hold hold = runs.hold(1, STAGE);
    try (Driver driver = train(run, hold.conf(), "--set", "training.reduction=" + reduction)) {
      hold.await(driver).forEach(ProcessHandle::destroyForcibly);
      assertGoesOn(driver, run, "Lost executor ");
    }
  }

  @Test
  void aRunOutlivesBothExecutors() throws IOException, InterruptedException {
    Hold hold = runs.hold(2, STAGE);
    try (Driver driver = train("both", hold.conf())) {
      List<ProcessHandle> executors = hold.await(driver);
      assertFalse(executors.get(0).equals(executors.get(1)));
      executors.forEach(ProcessHandle::destroyForcibly);
      assertGoesOn(driver, "both", "Lost executor ");
    }
  }

  @Test
  void aRunOutlivesAWorkerDaemon() throws IOException, InterruptedException {
    Hold hold = runs.hold(1, STAGE);
    try (Driver driver = train("worker", hold.conf())) {
      ProcessHandle worker = hold.await(driver).get(0).parent().orElseThrow();
      String host = host(worker);
      worker.destroyForcibly();
      try {
        assertGoesOn(driver, "worker", "worker lost");
      } finally {
        cluster.replaceWorker(host);
      }
    }
  }

  /** The host that a worker daemon stands for. */
  private static String host(ProcessHandle worker) {
    List<String> arguments = List.of(worker.info().arguments().orElseThrow());
    assertTrue(arguments.contains("org.apache.spark.deploy.worker.Worker"), arguments::toString);
    return arguments.get(arguments.indexOf("--host") + 1);
  }

  /** Spark itself would wait for a worker for ever. */
  @Test
  void aRunWithoutAnyWorkerDaemonEndsAndCanBeResumed() throws IOException, InterruptedException {
    Hold hold = runs.hold(2, STAGE);
    Map<String, String> patience = Map.of("spark.leap.executorTimeout", "5s");
    try (Driver driver = train("alone", DrillRuns.with(hold.conf(), patience))) {
      List<ProcessHandle> workers =
          hold.await(driver).stream()
              .map(executor -> executor.parent().orElseThrow())
              .distinct()
              .toList();
      List<String> hosts = workers.stream().map(ClusterDrill::host).toList();
      workers.forEach(ProcessHandle::destroyForcibly);
      try {
        assertEquals(5, driver.await(DrillRuns.RECOVERY), driver.tail());
      } finally {
        for (String host : hosts) {
          cluster.replaceWorker(host);
        }
      }
    }
    String error = runs.status("alone").get("error").asText();
    assertTrue(error.startsWith("no executor has been there for 5 s"), error);
    try (Driver driver = train("alone", Map.of(), "--resume")) {
      assertEquals(0, driver.await(DrillRuns.START_TO_END), driver.tail());
    }
    runs.assertLikeUndisturbed("alone");
  }

  /** No worker daemon has as much memory: Spark itself would wait for one that has. */
  @Test
  void anEvaluationWithoutAnExecutorEnds() throws IOException, InterruptedException {
    Map<String, String> asksTooMuch =
        Map.of(
            "spark.executor.memory", "9000g",
            "spark.leap.executorTimeout", "5s",
            "spark.scheduler.maxRegisteredResourcesWaitingTime", "1s");
    try (Driver driver = runs.evaluate(DrillRuns.with(onCluster(), asksTooMuch))) {
      assertEquals(5, driver.await(DrillRuns.RECOVERY), driver.tail());
      assertTrue(driver.log().contains("no executor has been there for 5 s"), driver.tail());
    }
  }

  /** Alive, connected and silent: only the missing heartbeats tell. */
  @Test
  void aRunOutlivesAnExecutorThatHangs() throws IOException, InterruptedException {
    Hold hold = runs.hold(1, STAGE);
    Map<String, String> soon =
        Map.of(
            "spark.executor.heartbeatInterval", "1s",
            "spark.network.timeout", "10s",
            "spark.network.timeoutInterval", "1s",
            "spark.storage.blockManagerTimeoutIntervalMs", "1000",
            "spark.rpc.askTimeout", "60s");
    try (Driver driver = train("hung", DrillRuns.with(hold.conf(), soon))) {
      ProcessHandle executor = hold.await(driver).get(0);
      try {
        Driver.signal(executor.pid(), "STOP");
        assertGoesOn(driver, "hung", "Lost executor ");
      } finally {
        executor.destroyForcibly();
      }
    }
  }

  @Test
  void aDriverKilledInTheMiddleOfARoundResumesOnTheSameCluster()
      throws IOException, InterruptedException {
    Hold hold = runs.hold(1, STAGE);
    try (Driver driver = train("driver", hold.conf())) {
      hold.await(driver);
      driver.kill();
    }
    assertEquals("RUNNING", runs.status("driver").get("state").asText());
    assertResumes("driver");
  }

  @Test
  void ctrlCEndsTheRunInOrder() throws IOException, InterruptedException {
    Hold hold = runs.hold(1, STAGE);
    try (Driver driver = train("interrupted", hold.conf())) {
      hold.await(driver);
      driver.signal("INT");
      assertEquals(130, driver.await(DrillRuns.RECOVERY), driver.tail());
    }
    assertEquals("INTERRUPTED", runs.status("interrupted").get("state").asText());
    assertEquals(
        runs.status("interrupted").get("rounds").asInt(), runs.checkpointedRounds("interrupted"));
    assertResumes("interrupted");
  }

  private static void assertResumes(String run) throws IOException, InterruptedException {
    try (Driver driver = train(run, Map.of(), "--resume")) {
      assertEquals(0, driver.await(DrillRuns.RECOVERY), driver.tail());
    }
    runs.assertLikeUndisturbed(run);
  }

  @Test
  void aTaskThatThrowsOnceIsRepeated() throws IOException, InterruptedException {
    Path mark = folder.resolve("thrown");
    try (Driver driver = train("thrown", ThrowOnceSerializer.conf(mark, STAGE))) {
      assertGoesOn(driver, "thrown", "Lost task ");
      assertTrue(driver.log().contains(ThrowOnceSerializer.MESSAGE), driver.tail());
    }
    assertTrue(Files.exists(mark));
  }

  /** The task that is held would not end for minutes. */
  @Test
  void speculationOvertakesASlowTask() throws IOException, InterruptedException {
    Hold hold = runs.hold(1, STAGE);
    Map<String, String> speculation =
        Map.of(
            "spark.speculation", "true",
            "spark.speculation.quantile", "0.5",
            "spark.speculation.interval", "100ms");
    try (Driver driver = train("slow", DrillRuns.with(hold.conf(), speculation))) {
      hold.await(driver);
      assertGoesOn(driver, "slow", "as speculatable");
    }
  }

  /** Too little memory to cache chunks, so that they are files, which can be taken away. */
  @Test
  void chunksThatVanishAreReadAgain() throws IOException, InterruptedException {
    Hold hold = runs.hold(2, STAGE);
    Map<String, String> onDisk = Map.of("spark.memory.fraction", "0.001");
    try (Driver driver = train("vanished", DrillRuns.with(hold.conf(), onDisk))) {
      hold.await(driver);
      assertTrue(deleteCachedChunks() >= 2, "no chunk was on disk");
      hold.release();
      assertGoesOn(driver, "vanished", "Lost task ");
    }
  }

  private static int deleteCachedChunks() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("cluster").resolve("local"))) {
      List<Path> chunks =
          files.filter(file -> file.getFileName().toString().startsWith("rdd_")).toList();
      for (Path chunk : chunks) {
        Files.delete(chunk);
      }
      return chunks.size();
    }
  }
}
