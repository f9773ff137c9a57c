package org.leap.jobs.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.jobs.Leap;
import org.leap.jobs.cli.LeapCommand;

/**
 * The jar for {@code spark-submit} on a standalone cluster whose Spark home has none of our jars.
 */
final class StandaloneSubmitIT {
  private static final Path BIN_JAR = Path.of(System.getProperty("leap.bin.jar"));

  private static final List<String> IN_CLUSTER =
      List.of(
          "--deploy-mode", "cluster", "--conf", "spark.standalone.submit.waitAppCompletion=true");

  @TempDir static Path folder;
  private static StandaloneCluster cluster;

  @BeforeAll
  static void startCluster() throws IOException {
    SparkHome home =
        SparkHome.assemble(
            folder.resolve("spark"), Path.of(System.getProperty("spark.classpath.file")));
    cluster = StandaloneCluster.start(home, Files.createDirectories(folder.resolve("cluster")), 2);
  }

  @AfterAll
  static void endCluster() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void bothWorkersComputeWithTheNativeBinariesOfTheJarAndTheExitCodeComesBack() throws IOException {
    StandaloneCluster.Submission submission =
        cluster.submit(
            Duration.ofMinutes(4),
            List.of(
                "--jars",
                BIN_JAR.toString(),
                "--class",
                ClusterProbe.class.getName(),
                probeJar().toString(),
                "4"));
    assertEquals("127.0.0.1 27.0\n127.0.0.2 27.0\n", submission.out(), submission.err());
    assertEquals(4, submission.exitCode(), submission.err());
  }

  /** The quickstart cut to its first rounds, with the property file as users have it. */
  private static StandaloneCluster.Submission train(
      String properties, String run, List<String> options, String... sets) throws IOException {
    List<String> submitted =
        new ArrayList<>(
            List.of(
                "--properties-file",
                Path.of("../conf/spark", properties).toRealPath().toString(),
                "--class",
                Leap.class.getName()));
    submitted.addAll(options);
    submitted.add(BIN_JAR.toString());
    submitted.addAll(arguments(run, sets));
    return cluster.submit(Duration.ofMinutes(5), submitted);
  }

  private static List<String> arguments(String run, String... sets) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "train",
                Path.of("../conf/quickstart.yaml").toRealPath().toString(),
                "--set",
                "training.steps=12",
                "--set",
                "training.averagingFrequency=4",
                "--run-dir",
                folder.resolve(run).toString()));
    for (String set : sets) {
      arguments.addAll(List.of("--set", set));
    }
    return arguments;
  }

  private static String embedded() throws IOException {
    Path run = folder.resolve("embedded");
    if (!Files.exists(run)) {
      System.setProperty("spark.master", "local[2]");
      assertEquals(0, LeapCommand.run(arguments("embedded").toArray(String[]::new)));
      System.clearProperty("spark.master");
    }
    return sha256(run);
  }

  @Test
  void trainingOnTwoWorkersGivesTheBitsOfTheEmbeddedRun() throws IOException {
    StandaloneCluster.Submission submission = train("standalone.conf", "client", List.of());
    assertEquals(0, submission.exitCode(), submission.err());
    assertEquals(embedded(), sha256(folder.resolve("client")));
  }

  /** A worker runs the driver: no flag is needed beyond the file. */
  @Test
  void clusterDeployModeGivesTheSameBits() throws IOException {
    StandaloneCluster.Submission submission = train("standalone.conf", "cluster-mode", IN_CLUSTER);
    assertEquals(0, submission.exitCode(), submission.err());
    assertEquals(embedded(), sha256(folder.resolve("cluster-mode")));
  }

  /** What spark-submit does not tell there, status.json tells. */
  @Test
  void exitCodesComeBackInClientModeAndByStatusInClusterMode() throws IOException {
    String diverges = "schedule.learningRate=1e30";
    StandaloneCluster.Submission client = train("standalone.conf", "diverged", List.of(), diverges);
    assertEquals(4, client.exitCode(), client.err());
    assertEquals(4, status("diverged").get("exitCode").asInt());

    String missing = "data.test.images=/no/such/file";
    StandaloneCluster.Submission data = train("standalone.conf", "no-data", List.of(), missing);
    assertEquals(3, data.exitCode(), data.err());
    assertEquals(3, status("no-data").get("exitCode").asInt());

    StandaloneCluster.Submission usage =
        train("standalone.conf", "usage", List.of(), "training.epoch=1");
    assertEquals(2, usage.exitCode(), usage.err());

    StandaloneCluster.Submission inCluster =
        train("standalone.conf", "diverged-in-cluster", IN_CLUSTER, diverges);
    assertEquals(0, inCluster.exitCode(), inCluster.err());
    assertEquals("DIVERGED", status("diverged-in-cluster").get("state").asText());
    assertEquals(4, status("diverged-in-cluster").get("exitCode").asInt());
  }

  @Test
  void everyTaskUsesTheGpuThatSparkGaveIt() throws IOException {
    StandaloneCluster.Submission submission =
        train(
            "standalone-gpu.conf",
            "gpus",
            List.of(
                "--total-executor-cores",
                "4",
                "--conf",
                "spark.driver.resource.gpu.discoveryScript=" + cluster.gpuScript(),
                "--conf",
                "spark.executor.resource.gpu.discoveryScript=" + cluster.gpuScript()));
    assertEquals(0, submission.exitCode(), submission.err());
    assertTrue(
        submission
            .out()
            .contains("127.0.0.1 GPU 0, 127.0.0.1 GPU 1, 127.0.0.2 GPU 0, 127.0.0.2 GPU 1"),
        submission.out());
    assertEquals(embedded(), sha256(folder.resolve("gpus")));
  }

  /** The executors' jar is for CUDA, as far as they can tell, and Spark gives them no GPU. */
  @Test
  void aTaskOfABuildForCudaWithoutGpuSaysWhatToSet() throws IOException {
    Path backend = folder.resolve("cuda/org/nd4j/linalg/jcublas/JCublasBackend.class");
    Files.createDirectories(backend.getParent());
    Files.write(backend, new byte[0]);
    StandaloneCluster.Submission submission =
        train(
            "standalone.conf",
            "no-gpu",
            List.of("--conf", "spark.executor.extraClassPath=" + folder.resolve("cuda")));
    assertEquals(5, submission.exitCode(), submission.err());
    String error = status("no-gpu").get("error").asText();
    assertTrue(
        error.contains(
            "this is a build for CUDA, but the task got no GPU from Spark: set spark.executor.resource.gpu.amount"),
        error);
  }

  private static JsonNode status(String run) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(run).resolve("status.json").toFile());
  }

  private static String sha256(Path run) throws IOException {
    String sha256 =
        new ObjectMapper()
            .readTree(run.resolve("status.json").toFile())
            .get("paramsSha256")
            .asText();
    assertEquals(64, sha256.length(), sha256);
    return sha256;
  }

  private static Path probeJar() throws IOException {
    Path jar = Files.createTempFile(folder, "probe", ".jar");
    String entry = ClusterProbe.class.getName().replace('.', '/') + ".class";
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        var in = ClusterProbe.class.getClassLoader().getResourceAsStream(entry)) {
      out.putNextEntry(new JarEntry(entry));
      in.transferTo(out);
      out.closeEntry();
    }
    return jar;
  }
}
