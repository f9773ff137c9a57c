package org.leap.jobs.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jar for {@code spark-submit} on a standalone cluster whose Spark home has none of our jars.
 */
final class StandaloneSubmitIT {
  @TempDir static Path folder;
  private static Quickstart quickstart;

  @BeforeAll
  static void startCluster() throws IOException {
    quickstart = Quickstart.start(folder);
  }

  @AfterAll
  static void endCluster() {
    if (quickstart != null) {
      quickstart.close();
    }
  }

  @Test
  void bothWorkersComputeWithTheNativeBinariesOfTheJarAndTheExitCodeComesBack() throws IOException {
    StandaloneCluster.Submission submission =
        quickstart
            .cluster()
            .submit(
                Duration.ofMinutes(4),
                List.of(
                    "--jars",
                    Quickstart.BIN_JAR.toString(),
                    "--class",
                    ClusterProbe.class.getName(),
                    probeJar().toString(),
                    "4"));
    assertEquals("127.0.0.1 27.0\n127.0.0.2 27.0\n", submission.out(), submission.err());
    assertEquals(4, submission.exitCode(), submission.err());
  }

  /**
   * In client mode, and where a worker runs the driver; no flag is needed beyond the file. Builds
   * for two Sparks compare what they leave.
   */
  @Test
  void bothDeployModesGiveTheBitsOfTheEmbeddedRun() throws IOException {
    String embedded = quickstart.embedded();
    StandaloneCluster.Submission client = quickstart.train("standalone.conf", "client", List.of());
    assertEquals(0, client.exitCode(), client.err());
    assertEquals(embedded, quickstart.sha256("client"));

    StandaloneCluster.Submission inCluster =
        quickstart.train("standalone.conf", "in-cluster", Quickstart.IN_CLUSTER);
    assertEquals(0, inCluster.exitCode(), inCluster.err());
    assertEquals(embedded, quickstart.sha256("in-cluster"));

    String spark = org.apache.spark.package$.MODULE$.SPARK_VERSION();
    Files.writeString(Path.of("target", "cluster-of-spark-" + spark + ".sha256"), embedded + "\n");
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
