package org.leap.jobs.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

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

  @TempDir static Path folder;
  private static StandaloneCluster cluster;

  @BeforeAll
  static void startCluster() throws IOException {
    SparkHome home =
        SparkHome.assemble(
            folder.resolve("spark"), Path.of(System.getProperty("spark.classpath.file")));
    cluster = StandaloneCluster.start(home, Files.createDirectories(folder.resolve("cluster")));
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

  /** The quickstart cut to its first rounds, by both ways of running it. */
  @Test
  void trainingOnTwoWorkersGivesTheBitsOfTheEmbeddedRun() throws IOException {
    List<String> quickstart =
        List.of(
            "train",
            Path.of("../conf/quickstart.yaml").toRealPath().toString(),
            "--set",
            "training.steps=12",
            "--set",
            "training.averagingFrequency=4");
    Path onCluster = folder.resolve("on-cluster");
    List<String> submitted =
        new ArrayList<>(
            List.of(
                "--conf",
                "spark.executorEnv.OMP_NUM_THREADS=1",
                "--class",
                Leap.class.getName(),
                BIN_JAR.toString()));
    submitted.addAll(quickstart);
    submitted.addAll(List.of("--run-dir", onCluster.toString()));
    StandaloneCluster.Submission submission = cluster.submit(Duration.ofMinutes(5), submitted);
    assertEquals(0, submission.exitCode(), submission.err());

    Path embedded = folder.resolve("embedded");
    List<String> here = new ArrayList<>(quickstart);
    here.addAll(List.of("--run-dir", embedded.toString()));
    System.setProperty("spark.master", "local[2]");
    assertEquals(0, LeapCommand.run(here.toArray(String[]::new)));
    System.clearProperty("spark.master");

    assertEquals(sha256(embedded), sha256(onCluster));
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
