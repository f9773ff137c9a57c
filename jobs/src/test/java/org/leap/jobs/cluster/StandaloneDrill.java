package org.leap.jobs.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How runs end on a standalone cluster, and which GPUs their tasks use. */
final class StandaloneDrill {
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

  /** What spark-submit does not tell there, status.json tells. */
  @Test
  void exitCodesComeBackInClientModeAndByStatusInClusterMode() throws IOException {
    String diverges = "schedule.learningRate=1e30";
    StandaloneCluster.Submission client =
        quickstart.train("standalone.conf", "diverged", List.of(), diverges);
    assertEquals(4, client.exitCode(), client.err());
    assertEquals(4, quickstart.status("diverged").get("exitCode").asInt());

    String missing = "data.test.images=/no/such/file";
    StandaloneCluster.Submission data =
        quickstart.train("standalone.conf", "no-data", List.of(), missing);
    assertEquals(3, data.exitCode(), data.err());
    assertEquals(3, quickstart.status("no-data").get("exitCode").asInt());

    StandaloneCluster.Submission usage =
        quickstart.train("standalone.conf", "usage", List.of(), "training.epoch=1");
    assertEquals(2, usage.exitCode(), usage.err());

    StandaloneCluster.Submission inCluster =
        quickstart.train("standalone.conf", "diverged-in-cluster", Quickstart.IN_CLUSTER, diverges);
    assertEquals(0, inCluster.exitCode(), inCluster.err());
    assertEquals("DIVERGED", quickstart.status("diverged-in-cluster").get("state").asText());
    assertEquals(4, quickstart.status("diverged-in-cluster").get("exitCode").asInt());
  }

  @Test
  void everyTaskUsesTheGpuThatSparkGaveIt() throws IOException {
    StandaloneCluster.Submission submission =
        quickstart.train(
            "standalone-gpu.conf",
            "gpus",
            List.of(
                "--total-executor-cores",
                "4",
                "--conf",
                "spark.driver.resource.gpu.discoveryScript=" + quickstart.cluster().gpuScript(),
                "--conf",
                "spark.executor.resource.gpu.discoveryScript=" + quickstart.cluster().gpuScript()));
    assertEquals(0, submission.exitCode(), submission.err());
    assertTrue(
        submission
            .out()
            .contains("127.0.0.1 GPU 0, 127.0.0.1 GPU 1, 127.0.0.2 GPU 0, 127.0.0.2 GPU 1"),
        submission.out());
    assertEquals(quickstart.embedded(), quickstart.sha256("gpus"));
  }

  /** The executors' jar is for CUDA, as far as they can tell, and Spark gives them no GPU. */
  @Test
  void aTaskOfABuildForCudaWithoutGpuSaysWhatToSet() throws IOException {
    Path backend = folder.resolve("cuda/org/nd4j/linalg/jcublas/JCublasBackend.class");
    Files.createDirectories(backend.getParent());
    Files.write(backend, new byte[0]);
    StandaloneCluster.Submission submission =
        quickstart.train(
            "standalone.conf",
            "no-gpu",
            List.of("--conf", "spark.executor.extraClassPath=" + folder.resolve("cuda")));
    assertEquals(5, submission.exitCode(), submission.err());
    String error = quickstart.status("no-gpu").get("error").asText();
    assertTrue(
        error.contains(
            "this is a build for CUDA, but the task got no GPU from Spark: set spark.executor.resource.gpu.amount"),
        error);
  }
}
