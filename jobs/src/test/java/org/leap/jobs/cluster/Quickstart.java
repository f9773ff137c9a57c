package org.leap.jobs.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.leap.jobs.Leap;
import org.leap.jobs.cli.LeapCommand;

/**
 * The quickstart cut to its first rounds, trained here and by {@code spark-submit} with the
 * property files as users have them.
 *
 * @param folder of the run folders
 */
record Quickstart(Path folder, StandaloneCluster cluster) implements AutoCloseable {
  static final Path BIN_JAR = Path.of(System.getProperty("leap.bin.jar"));

  /** Options for deploy mode cluster; waits for the end. */
  static final List<String> IN_CLUSTER =
      List.of(
          "--deploy-mode", "cluster", "--conf", "spark.standalone.submit.waitAppCompletion=true");

  /** Starts a cluster of two workers with two cores and two made-up GPUs each. */
  static Quickstart start(Path folder) throws IOException {
    SparkHome home =
        SparkHome.assemble(
            folder.resolve("spark"), Path.of(System.getProperty("spark.classpath.file")));
    Path work = Files.createDirectories(folder.resolve("cluster"));
    return new Quickstart(folder, StandaloneCluster.start(home, work, 2));
  }

  @Override
  public void close() {
    cluster.close();
  }

  /**
   * Trains on the cluster.
   *
   * @param properties name of the file in {@code conf/spark}
   * @param options further ones for {@code spark-submit}
   * @param sets keys and values of the configuration
   */
  StandaloneCluster.Submission train(
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

  /** {@code paramsSha256} of the run in one process. */
  String embedded() throws IOException {
    System.setProperty("spark.master", "local[2]");
    try {
      assertEquals(0, LeapCommand.run(arguments("embedded").toArray(String[]::new)));
    } finally {
      System.clearProperty("spark.master");
    }
    return sha256("embedded");
  }

  private List<String> arguments(String run, String... sets) throws IOException {
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

  JsonNode status(String run) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(run).resolve("status.json").toFile());
  }

  String sha256(String run) throws IOException {
    String sha256 = status(run).path("paramsSha256").asText();
    assertEquals(64, sha256.length(), () -> run + ": " + sha256);
    return sha256;
  }
}
