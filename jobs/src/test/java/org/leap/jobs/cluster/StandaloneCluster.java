package org.leap.jobs.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A master and two workers of one core each, as processes of their own on 127.0.0.1 and 127.0.0.2,
 * which Spark takes for two hosts. All ports are free ones. Closing it, or the end of this virtual
 * machine, ends every process with its descendants.
 */
public final class StandaloneCluster implements AutoCloseable {
  private static final Pattern MASTER_URL =
      Pattern.compile("Starting Spark master at (spark://\\S+)");
  private static final Pattern REGISTERED = Pattern.compile("Successfully registered with master");

  private final SparkHome home;
  private final Path work;
  private final int coresPerWorker;
  private final List<ProcessTree> processes = new ArrayList<>();
  private final Thread atExit = new Thread(this::end);
  private String masterUrl;

  private StandaloneCluster(SparkHome home, Path work, int coresPerWorker) {
    this.home = home;
    this.work = work;
    this.coresPerWorker = coresPerWorker;
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
    StandaloneCluster cluster = new StandaloneCluster(home, work, coresPerWorker);
    Runtime.getRuntime().addShutdownHook(cluster.atExit);
    try {
      cluster.startMaster();
      cluster.startWorkers("127.0.0.1", "127.0.0.2");
      return cluster;
    } catch (IOException | RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
  }

  /** The master's address, {@code spark://HOST:PORT}. */
  public String masterUrl() {
    return masterUrl;
  }

  /**
   * Runs {@code spark-submit} against this cluster with two cores and waits for it.
   *
   * @param limit after which it is ended and the test fails
   * @param arguments what follows the master: options, the jar, the program's arguments
   */
  Submission submit(Duration limit, List<String> arguments) throws IOException {
    List<String> all =
        new ArrayList<>(List.of("--master", masterUrl, "--total-executor-cores", "2"));
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

  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException endsAlready) {
      // The hook is running; there is nothing left to remove.
    }
  }

  private void startMaster() throws IOException {
    Daemon master = run("master", "master.Master", "--host", "127.0.0.1");
    masterUrl = master.await(MASTER_URL).group(1);
  }

  private void startWorkers(String... hosts) throws IOException {
    List<Daemon> workers = new ArrayList<>();
    for (String host : hosts) {
      workers.add(runWorker(host));
    }
    for (Daemon worker : workers) {
      worker.await(REGISTERED);
    }
  }

  /** Puts a new worker where one was killed, and waits until it is registered. */
  public void replaceWorker(String host) throws IOException {
    runWorker(host).await(REGISTERED);
  }

  private Daemon runWorker(String host) throws IOException {
    return run(
        "worker-" + host,
        "worker.Worker",
        "--host",
        host,
        "--cores",
        Integer.toString(coresPerWorker),
        "--memory",
        "16g",
        "--properties-file",
        gpus().toString(),
        "--work-dir",
        work.resolve("work-" + host).toString(),
        masterUrl);
  }

  /** Every worker claims two GPUs, which cost nothing unless an application asks for them. */
  private Path gpus() throws IOException {
    Path properties = work.resolve("worker.properties");
    if (!Files.exists(properties)) {
      Files.writeString(
          properties,
          "spark.worker.resource.gpu.amount 2\nspark.worker.resource.gpu.discoveryScript "
              + gpuScript()
              + "\n");
    }
    return properties;
  }

  /** A discovery script that finds GPUs 0 and 1. */
  Path gpuScript() throws IOException {
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

  private synchronized Daemon run(String name, String mainClass, String... arguments)
      throws IOException {
    List<String> all = new ArrayList<>(List.of("--port", "0", "--webui-port", "0"));
    all.addAll(List.of(arguments));
    Path log = Files.createTempFile(work, name + "-", ".log");
    ProcessBuilder java = home.java(log, "org.apache.spark.deploy." + mainClass, all);
    // What killed executors leave behind goes with the test's folder.
    java.environment().put("SPARK_LOCAL_DIRS", work.resolve("local").toString());
    ProcessTree process = ProcessTree.start(java);
    processes.add(process);
    return new Daemon(process, log);
  }

  private synchronized void end() {
    // Workers first: they end their executors.
    for (int i = processes.size() - 1; i >= 0; i--) {
      processes.get(i).close();
    }
    processes.clear();
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
