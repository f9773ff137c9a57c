package org.leap.jobs.drills;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.jobs.Leap;
import org.leap.jobs.cli.Experiment;
import org.leap.jobs.cluster.SparkHome;
import org.leap.jobs.cluster.YarnCluster;

/**
 * The jar for {@code spark-submit} on YARN, both deploy modes, with data and run folder on HDFS and
 * the property file as users have it.
 */
final class YarnDrill {
  private static final Path BIN_JAR = Path.of(System.getProperty("leap.bin.jar"));

  /** The jar, hundreds of megabytes, where every node has it. */
  private static final String JAR_OF_NODES = "local:" + BIN_JAR;

  private static final String LONG_RUN = "training.epochs=15";

  @TempDir static Path folder;
  private static YarnCluster cluster;
  private static Experiment experiment;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    SparkHome home =
        SparkHome.assemble(
            folder.resolve("spark"), Path.of(System.getProperty("spark.classpath.file")));
    cluster = YarnCluster.start(home, Files.createDirectories(folder.resolve("cluster")));
    experiment = new Experiment(Files.createDirectories(folder.resolve("experiment")));
    experiment.configuration(
        "perturbation: {sigma: 0.3}",
        "training: {epochs: 3, batchSize: 8, workers: 2, averagingFrequency: 2}",
        "checkpoint: {everyRounds: 3, keep: 2}");
    embedded("short");
    embedded("long", "--set", LONG_RUN);
    for (String file : List.of("train-images", "train-labels", "test-images", "test-labels")) {
      cluster
          .files()
          .copyFromLocalFile(
              new org.apache.hadoop.fs.Path(experiment.path(file).toUri()),
              new org.apache.hadoop.fs.Path("/data/" + file));
    }
    // The same experiment, its data on HDFS; containers find it in their working directory.
    Path config = experiment.path("config.yaml");
    String text = Files.readString(config);
    for (String file : List.of("train-images", "train-labels", "test-images", "test-labels")) {
      text = text.replace(": " + file, ": '" + cluster.hdfs() + "/data/" + file + "'");
    }
    Files.writeString(folder.resolve("on-hdfs.yaml"), text);
  }

  @AfterAll
  static void end() {
    if (cluster != null) {
      cluster.close();
    }
  }

  private static void embedded(String run, String... options)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("train", experiment.path("config.yaml").toString()));
    arguments.addAll(List.of("--run-dir", experiment.path(run).toString()));
    arguments.addAll(List.of(options));
    try (Driver driver = Driver.start(folder, DrillRuns.embedded(Map.of()), arguments)) {
      assertEquals(0, driver.await(DrillRuns.START_TO_END), driver.tail());
    }
  }

  private record Submission(Process process, Path log) {
    int await() throws IOException, InterruptedException {
      if (!process.waitFor(YarnCluster.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("still runs: " + tail());
      }
      return process.exitValue();
    }

    String tail() throws IOException {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()))
          + cluster.logs(40);
    }
  }

  /** The jar travels with the application. */
  private static Submission submit(String mode, String run, String... options) throws IOException {
    return submit(BIN_JAR.toString(), mode, run, List.of(), options);
  }

  private static Submission submitWithoutJar(String mode, String run, String... options)
      throws IOException {
    return submit(JAR_OF_NODES, mode, run, List.of(), options);
  }

  private static Submission submit(
      String jar, String mode, String run, List<String> conf, String... options)
      throws IOException {
    List<String> all = new ArrayList<>();
    all.addAll(
        List.of("--properties-file", Path.of("../conf/spark/yarn.conf").toRealPath().toString()));
    all.addAll(List.of("--deploy-mode", mode, "--class", Leap.class.getName()));
    all.addAll(List.of("--files", folder.resolve("on-hdfs.yaml").toString()));
    all.addAll(conf);
    all.add(jar);
    String config =
        mode.equals("cluster") ? "on-hdfs.yaml" : folder.resolve("on-hdfs.yaml").toString();
    all.addAll(List.of("train", config, "--run-dir", cluster.hdfs() + "/runs/" + run));
    all.addAll(List.of(options));
    Path log = Files.createTempFile(folder, run + "-", ".log");
    return new Submission(cluster.submit(log, all), log);
  }

  private static JsonNode status(String run) throws IOException {
    try (InputStream in =
        cluster.files().open(new org.apache.hadoop.fs.Path("/runs/" + run + "/status.json"))) {
      return new ObjectMapper().readTree(in);
    }
  }

  private static void assertLike(String embedded, String run) throws IOException {
    assertEquals("SUCCEEDED", status(run).get("state").asText());
    assertEquals(experiment.sha(embedded), status(run).get("paramsSha256").asText());
  }

  @Test
  void clientModeGivesTheBitsOfTheEmbeddedRun() throws IOException, InterruptedException {
    Submission submission = submit("client", "client");
    assertEquals(0, submission.await(), submission.tail());
    assertLike("short", "client");
  }

  @Test
  void clusterModeGivesTheBitsOfTheEmbeddedRunInOneAttempt()
      throws IOException, InterruptedException {
    Submission submission = submit("cluster", "cluster");
    assertEquals(0, submission.await(), submission.tail());
    assertLike("short", "cluster");
    assertFalse(Files.readString(submission.log()).contains("_000002"), submission.tail());
  }

  @Test
  void clientModePassesExitCodesOn() throws IOException, InterruptedException {
    Submission usage = submitWithoutJar("client", "usage", "--set", "training.epoch=1");
    assertEquals(2, usage.await(), usage.tail());

    Submission data =
        submitWithoutJar("client", "no-data", "--set", "data.test.images=/no/such/file");
    assertEquals(3, data.await(), data.tail());
    assertEquals(3, status("no-data").get("exitCode").asInt());

    Submission diverged =
        submitWithoutJar("client", "diverged", "--set", "schedule.learningRate=1e30");
    assertEquals(4, diverged.await(), diverged.tail());
    assertEquals("DIVERGED", status("diverged").get("state").asText());
  }

  /** There every failure is 1 for spark-submit; its log and status.json say which it was. */
  @Test
  void clusterModeEndsWithOneAndTheStatusTells() throws IOException, InterruptedException {
    Submission submission =
        submit(
            JAR_OF_NODES,
            "cluster",
            "diverged-in-cluster",
            List.of("--conf", "spark.yarn.maxAppAttempts=1"),
            "--set",
            "schedule.learningRate=1e30");
    assertEquals(1, submission.await(), submission.tail());
    assertEquals(4, status("diverged-in-cluster").get("exitCode").asInt());
    assertTrue(
        Files.readString(submission.log()).contains("User application exited with status 4"),
        submission.tail());
  }

  @Test
  void aKilledApplicationMasterIsRetriedAndTheRunResumes()
      throws IOException, InterruptedException {
    Submission submission = submitWithoutJar("cluster", "killed", "--set", LONG_RUN);
    var checkpoints = new org.apache.hadoop.fs.Path("/runs/killed/checkpoints");
    long end = System.nanoTime() + YarnCluster.LIMIT.toNanos();
    while (!cluster.files().exists(checkpoints)
        || cluster.files().listStatus(checkpoints).length < 2) {
      assertTrue(submission.process().isAlive() && System.nanoTime() < end, submission.tail());
      Thread.sleep(50);
    }
    List<ProcessHandle> masters = YarnCluster.applicationMasters();
    assertEquals(1, masters.size(), masters::toString);
    masters.get(0).destroyForcibly();
    int rounds = status("killed").get("rounds").asInt();
    assertEquals(0, submission.await(), submission.tail());
    assertLike("long", "killed");
    assertTrue(rounds < status("killed").get("rounds").asInt(), "it was over already");
    assertTrue(cluster.logs(10_000).contains("a job that is gone"), "nothing was taken over");
  }
}
