package org.leap.jobs.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.leap.jobs.process.Interruption;

/**
 * A master and workers of a standalone cluster, as processes of their own on addresses of this
 * machine, which Spark takes for hosts. All ports are free ones, and none is open to other
 * machines. Closing it, a signal, or the end of this virtual machine ends every process with its
 * descendants, also while it starts.
 */
public final class LocalCluster implements AutoCloseable {
  private static final Pattern MASTER_URL =
      Pattern.compile("Starting Spark master at (spark://\\S+)");
  private static final Pattern REGISTERED = Pattern.compile("Successfully registered with master");

  private final SparkPrograms programs;
  private final Path work;
  private final Workers kind;
  private final List<ProcessTree> processes = new ArrayList<>();
  private final Map<String, Daemon> workers = new TreeMap<>();
  private final Thread atExit = new Thread(this::end);
  private final Interruption interruption = Interruption.register();
  private boolean ended;
  private String masterUrl;

  /**
   * What every worker is.
   *
   * @param cores that it claims to have, whatever this machine has
   * @param memory that it claims to have, such as {@code 16g}
   * @param options further ones of Spark's worker program
   */
  public record Workers(int cores, String memory, List<String> options) {
    public Workers {
      options = List.copyOf(options);
    }
  }

  private LocalCluster(SparkPrograms programs, Path work, Workers kind) {
    this.programs = programs;
    this.work = work;
    this.kind = kind;
  }

  /**
   * Starts the cluster and waits until all workers are registered.
   *
   * @param work an empty folder for logs and the executors' files
   * @param hosts addresses of this machine, with a worker on each
   */
  public static LocalCluster start(
      SparkPrograms programs, Path work, Workers kind, List<String> hosts) throws IOException {
    LocalCluster cluster = new LocalCluster(programs, work, kind);
    cluster.interruption.endsAtOnce(cluster::end);
    Runtime.getRuntime().addShutdownHook(cluster.atExit);
    try {
      Daemon master = cluster.run("master", "master.Master", List.of("--host", "127.0.0.1"));
      cluster.masterUrl = master.await(MASTER_URL).group(1);
      for (String host : hosts) {
        cluster.startWorker(host);
      }
      for (Daemon worker : List.copyOf(cluster.workers.values())) {
        worker.await(REGISTERED);
      }
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
   * Settings of an application on this cluster that runs the program of this process, with
   * executors of one core each that it waits for. The rest is as in {@code
   * conf/spark/standalone.conf}.
   */
  public Map<String, String> applicationSettings(int executors) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("spark.master", masterUrl);
    settings.put("spark.cores.max", Integer.toString(executors));
    settings.put("spark.executor.cores", "1");
    settings.put("spark.executor.extraClassPath", SparkPrograms.thisClassPath());
    settings.put("spark.executor.extraJavaOptions", executorOptions());
    settings.put("spark.executorEnv.OMP_NUM_THREADS", "1");
    settings.put("spark.scheduler.minRegisteredResourcesRatio", "1");
    settings.put("spark.scheduler.maxRegisteredResourcesWaitingTime", "60s");
    settings.put("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
    settings.put("spark.broadcast.compress", "false");
    settings.put("spark.plugins", "org.leap.spark.monitoring.LeapPlugin");
    settings.put("spark.driver.maxResultSize", "0");
    settings.put("spark.driver.host", "127.0.0.1");
    settings.put("spark.driver.bindAddress", "127.0.0.1");
    settings.put("spark.ui.enabled", "false");
    return settings;
  }

  private static String executorOptions() {
    List<String> options = new ArrayList<>(SparkPrograms.trainingOptions());
    options.addAll(SparkPrograms.sharedClasses());
    return SparkPrograms.inOneLine(options);
  }

  /** Puts a new worker where one was killed, and waits until it is registered. */
  public void replaceWorker(String host) throws IOException {
    startWorker(host).await(REGISTERED);
  }

  /** Hosts with a worker that is alive. */
  public synchronized List<String> hosts() {
    return workers.entrySet().stream()
        .filter(worker -> worker.getValue().process().isAlive())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Ends the worker of a host with SIGKILL; its executors end when they see it. */
  public synchronized void killWorker(String host) {
    workers.get(host).process().kill();
  }

  /** Puts a new worker wherever one has died, and does not wait for it. */
  public void restartDeadWorkers() throws IOException {
    List<String> dead;
    synchronized (this) {
      dead = workers.keySet().stream().filter(host -> !hosts().contains(host)).toList();
    }
    for (String host : dead) {
      startWorker(host);
    }
  }

  /** Processes of executors whose worker lives, by its host and their age. */
  public synchronized List<ProcessHandle> executors() {
    return hosts().stream()
        .flatMap(host -> workers.get(host).process().handle().children().sorted())
        // What a worker starts besides is no Java.
        .filter(child -> child.info().command().filter(java -> java.endsWith("java")).isPresent())
        .toList();
  }

  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException endsAlready) {
      // The hook is running; there is nothing left to remove.
    }
    interruption.close();
  }

  private Daemon startWorker(String host) throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--host", host));
    arguments.addAll(List.of("--cores", Integer.toString(kind.cores())));
    arguments.addAll(List.of("--memory", kind.memory()));
    arguments.addAll(List.of("--work-dir", work.resolve("work-" + host).toString()));
    arguments.addAll(kind.options());
    arguments.add(masterUrl);
    Daemon worker = run("worker-" + host, "worker.Worker", arguments);
    synchronized (this) {
      workers.put(host, worker);
    }
    return worker;
  }

  private synchronized Daemon run(String name, String mainClass, List<String> arguments)
      throws IOException {
    if (ended) {
      throw new IOException("the cluster in " + work + " has ended: no " + name + " is started");
    }
    List<String> all =
        Stream.concat(Stream.of("--port", "0", "--webui-port", "0"), arguments.stream()).toList();
    Path log = Files.createTempFile(work, name + "-", ".log");
    ProcessBuilder java = programs.program(log, "org.apache.spark.deploy." + mainClass, all);
    // What killed executors leave behind goes with the folder. It is there before two workers
    // make it at once: Spark's loser would never start an executor.
    Path local = Files.createDirectories(work.resolve("local"));
    java.environment().put("SPARK_LOCAL_DIRS", local.toString());
    ProcessTree process = ProcessTree.start(java);
    processes.add(process);
    return new Daemon(process, log);
  }

  /** Ends its processes. */
  public synchronized void end() {
    ended = true;
    // Workers first: they end their executors.
    for (int i = processes.size() - 1; i >= 0; i--) {
      processes.get(i).close();
    }
    processes.clear();
  }
}
