package org.leap.jobs.experiment;

import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.api.java.JavaSparkContext;
import org.leap.jobs.config.ResolvedConfig;
import org.leap.jobs.folder.RecordedRun;
import org.leap.jobs.folder.StartMode;
import org.leap.jobs.folder.Status;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.plan.Inputs;
import org.leap.jobs.process.Failure;
import org.leap.jobs.progress.Progress;
import org.leap.jobs.progress.RunsProgress;
import org.leap.jobs.train.TrainingRun;
import org.leap.spark.engine.DivergedException;
import org.leap.spark.engine.InterruptedRunException;
import org.leap.spark.engine.LostClusterException;
import org.leap.spark.storage.Folder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains runs, some side by side, each in a fair pool of its own. A run that has ended well or
 * diverged before is left as it is; one that fails does not stop the others.
 */
final class RunQueue {
  private static final Logger LOG = LoggerFactory.getLogger(RunQueue.class);
  private static final String POOL = "spark.scheduler.pool";

  private final JavaSparkContext spark;
  private final Folder runs;
  private final int parallel;
  private final Inputs.Shared inputs = new Inputs.Shared();
  private final Set<String> longer = new HashSet<>();
  private final Map<String, String> errors = new TreeMap<>();
  private volatile boolean stopping;
  private volatile boolean lost;

  /**
   * @param runs the folder of the run folders
   */
  RunQueue(JavaSparkContext spark, Folder runs, int parallel) {
    this.spark = spark;
    this.runs = runs;
    this.parallel = parallel;
  }

  /** No further run is started. */
  void stop() {
    stopping = true;
  }

  boolean isStopping() {
    return stopping;
  }

  /** Whether no further run was started because there is nothing to run it on. */
  boolean hasLostTheCluster() {
    return lost;
  }

  /** Whether a run was refused because its data are not those of the others. */
  boolean inputsHaveChanged() {
    return inputs.haveChanged();
  }

  /** What the runs that failed said, by their names. */
  synchronized Map<String, String> errors() {
    return new TreeMap<>(errors);
  }

  /**
   * Trains nothing: refuses what {@link #train} refuses, and returns how the runs stand by their
   * names, INTERRUPTED where one is to be trained.
   */
  Map<String, Status.State> recorded(List<PlannedRun> planned) throws IOException {
    Map<String, Status.State> states = new LinkedHashMap<>();
    for (PlannedRun run : distinct(planned)) {
      refuseOther(run);
      states.put(run.name(), recorded(run.name()));
    }
    return states;
  }

  private Status.State recorded(String name) throws IOException {
    try {
      return TrainingRun.ended(runs.folder(name))
          .map(Status::state)
          .filter(state -> !longer.contains(name))
          .orElse(Status.State.INTERRUPTED);
    } catch (BadDataException e) {
      return Status.State.FAILED; // It alone, when it is to be trained.
    }
  }

  private void refuseOther(PlannedRun run) throws IOException {
    Folder folder = runs.folder(run.name());
    if (TrainingRun.refuseOther(run.resolved(), folder)) {
      longer.add(run.name());
    }
    inputs.remember(run.resolved().config(), folder);
  }

  /** Trains every run once, and returns how they stand by their names. */
  Map<String, Status.State> train(List<PlannedRun> planned) throws IOException {
    List<PlannedRun> distinct = distinct(planned);
    for (PlannedRun run : distinct) {
      refuseOther(run);
    }
    RunsProgress progress = new RunsProgress(System.err, distinct.size());
    ExecutorService threads = Executors.newFixedThreadPool(Math.min(parallel, distinct.size()));
    try {
      Map<String, Future<Status.State>> futures = new LinkedHashMap<>();
      distinct.forEach(
          run ->
              futures.put(
                  run.name(), threads.submit(() -> end(run.name(), run.resolved(), progress))));
      Map<String, Status.State> states = new LinkedHashMap<>();
      for (var future : futures.entrySet()) {
        states.put(future.getKey(), await(future.getValue()));
      }
      return states;
    } finally {
      threads.shutdown();
    }
  }

  private static Status.State await(Future<Status.State> future) throws IOException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedRunException();
    }
  }

  private Status.State end(String name, ResolvedConfig resolved, RunsProgress progress) {
    long begin = System.nanoTime();
    Status.State state;
    String words;
    try {
      var before = TrainingRun.ended(runs.folder(name)).map(Status::state).orElse(null);
      if ((before == Status.State.SUCCEEDED && !longer.contains(name))
          || before == Status.State.DIVERGED) {
        progress.skipped(name);
        return before;
      }
      if (stopping) {
        return Status.State.INTERRUPTED;
      }
      train(name, resolved);
      state = Status.State.SUCCEEDED;
      words = accuracy(name);
    } catch (DivergedException e) {
      state = Status.State.DIVERGED;
      words = "diverged";
    } catch (InterruptedRunException e) {
      stopping = true;
      state = Status.State.INTERRUPTED;
      words = "interrupted";
    } catch (Exception | Error e) {
      // Spark's exceptions are checked, although Scala does not say so.
      state = Status.State.FAILED;
      words = "failed: " + failed(name, e);
    }
    progress.ended(name, words, (System.nanoTime() - begin) / 1e9);
    return state;
  }

  private void train(String name, ResolvedConfig resolved) throws IOException {
    spark.setLocalProperty(POOL, Thread.currentThread().getName());
    try {
      new TrainingRun(resolved, runs.folder(name), spark, Progress.silent(), inputs, name)
          .start(StartMode.RESUME);
    } finally {
      spark.setLocalProperty(POOL, null);
    }
  }

  private String failed(String name, Throwable e) {
    LOG.debug("run {}", name, e);
    String message = Failure.of(e).message();
    synchronized (this) {
      errors.put(name, message);
    }
    if (e instanceof LostClusterException || spark.sc().isStopped()) {
      // Every other run would wait for executors in vain.
      lost = true;
      stopping = true;
    }
    if (inputs.haveChanged()) {
      // Tables of two data sets would be worth nothing.
      stopping = true;
    }
    return message;
  }

  private String accuracy(String name) throws IOException {
    return RecordedRun.status(runs.folder(name))
        .map(status -> String.format(Locale.ROOT, "test accuracy %.4f", status.finalTestAccuracy()))
        .orElse("succeeded");
  }

  static List<PlannedRun> distinct(List<PlannedRun> runs) {
    Map<String, PlannedRun> distinct = new LinkedHashMap<>();
    runs.forEach(run -> distinct.putIfAbsent(run.name(), run));
    return List.copyOf(distinct.values());
  }
}
