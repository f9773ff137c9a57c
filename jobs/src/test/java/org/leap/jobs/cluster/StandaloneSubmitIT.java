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
