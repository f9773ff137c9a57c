package org.leap.jobs.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A master and two workers of one core each, as processes of their own on 127.0.0.1 and 127.0.0.2,
 * which Spark takes for two hosts, of an installation of Spark. Closing it ends every process.
 */
public final class StandaloneCluster implements AutoCloseable {
  private final SparkHome home;
  private final Path work;
  private final LocalCluster processes;

  private StandaloneCluster(SparkHome home, Path work, LocalCluster processes) {
    this.home = home;
    this.work = work;
    this.processes = processes;
  }

  /**
   * Starts the cluster and waits until both workers are registered.
   *
   * @param home the installation it runs
   * @param work an empty folder for logs and the executors' files
   */
  public static StandaloneCluster start(SparkHome home, Path work) throws IOException {
    return start(home, work, 1);
  }

  /**
   * The same with more cores, which the workers claim to have whatever this machine has.
   *
   * @param coresPerWorker of each of the two workers
   */
  public static StandaloneCluster start(SparkHome home, Path work, int coresPerWorker)
      throws IOException {
    LocalCluster.Workers kind =
        new LocalCluster.Workers(
            coresPerWorker, "16g", List.of("--properties-file", gpus(work).toString()));
    return new StandaloneCluster(
        home,
        work,
        LocalCluster.start(home.programs(), work, kind, List.of("127.0.0.1", "127.0.0.2")));
  }

  /** The master's address, {@code spark://HOST:PORT}. */
  public String masterUrl() {
    return processes.masterUrl();
  }

  /**
   * Runs {@code spark-submit} against this cluster with two cores and waits for it.
   *
   * @param limit after which it is ended and the test fails
   * @param arguments what follows the master: options, the jar, the program's arguments
   */
  Submission submit(Duration limit, List<String> arguments) throws IOException {
    List<String> all =
        new ArrayList<>(List.of("--master", masterUrl(), "--total-executor-cores", "2"));
    all.addAll(arguments);
    Path out = Files.createTempFile(work, "submit-", ".out");
    Path err = Files.createTempFile(work, "submit-", ".err");
    try (ProcessTree process =
        ProcessTree.start(
            home.sparkSubmit(all).redirectOutput(out.toFile()).redirectError(err.toFile()))) {
      if (!process.waitFor(limit)) {
        throw new AssertionError(
            "spark-submit " + all + " still ran after " + limit + ": " + Files.readString(err));
      }
      return new Submission(process.exitCode(), Files.readString(out), Files.readString(err));
    }
  }

  /** Puts a new worker where one was killed, and waits until it is registered. */
  public void replaceWorker(String host) throws IOException {
    processes.replaceWorker(host);
  }

  @Override
  public void close() {
    processes.close();
  }

  /** Every worker claims two GPUs, which cost nothing unless an application asks for them. */
  private static Path gpus(Path work) throws IOException {
    Path properties = work.resolve("worker.properties");
    if (!Files.exists(properties)) {
      Files.writeString(
          properties,
          "spark.worker.resource.gpu.amount 2\nspark.worker.resource.gpu.discoveryScript "
              + gpuScript(work)
              + "\n");
    }
    return properties;
  }

  /** A discovery script that finds GPUs 0 and 1. */
  Path gpuScript() throws IOException {
    return gpuScript(work);
  }

  private static Path gpuScript(Path work) throws IOException {
    Path script = work.resolve("two-gpus.sh");
    if (!Files.exists(script)) {
      Files.writeString(
          script, "#!/bin/sh\necho '{\"name\": \"gpu\", \"addresses\": [\"0\", \"1\"]}'\n");
      if (!script.toFile().setExecutable(true)) {
        throw new IOException("Cannot make " + script + " executable");
      }
    }
    return script;
  }

  /**
   * How a submitted application ended.
   *
   * @param exitCode of {@code spark-submit}
   * @param out its standard output
   * @param err its standard error, Spark's log
   */
  record Submission(int exitCode, String out, String err) {}
}
