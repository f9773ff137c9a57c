package org.leap.jobs.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.leap.jobs.config.ConfigException;
import org.leap.jobs.config.ExperimentPlan;
import org.leap.jobs.config.FlatnessConfig;
import org.leap.jobs.config.SearchConfig;
import org.leap.jobs.evaluate.FlatnessFile;
import org.leap.jobs.folder.ClaimedFolder;
import org.leap.jobs.folder.History;
import org.leap.jobs.folder.RecordedRun;
import org.leap.jobs.folder.StartMode;
import org.leap.jobs.folder.Status;
import org.leap.jobs.process.ExitCode;
import org.leap.jobs.process.Failure;
import org.leap.jobs.process.Interruption;
import org.leap.jobs.process.SparkApplication;
import org.leap.spark.engine.InterruptedRunException;
import org.leap.spark.engine.JobGroup;
import org.leap.spark.engine.TaskSlots;
import org.leap.spark.storage.Folder;
import org.leap.spark.storage.FormatVersion;
import org.leap.spark.storage.Release;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An experiment in its folder: trains what is not trained yet, then makes tables and report. */
public final class ExperimentRun {
  private static final Logger LOG = LoggerFactory.getLogger(ExperimentRun.class);
  private static final String KIND = "experiment folder";

  /**
   * How an experiment ended.
   *
   * @param message what is wrong; empty if nothing is
   * @param table a header and a line for every cell; empty if it did not come to that
   * @param facts what else to say, in lines
   */
  public record Outcome(
      ExitCode exitCode, String message, List<List<String>> table, List<String> facts) {}

  private final ExperimentPlan plan;
  private final JavaSparkContext spark;
  private final Folder folder;
  private final Folder runs;
  private final RunList list;
  private final RunQueue queue;
  private final JobGroup measuring;
  private final Map<String, Status.State> states = new LinkedHashMap<>();
  private final Map<String, String> unmeasured = new TreeMap<>();
  private final long begin = System.nanoTime();

  private ExperimentRun(ExperimentPlan plan, JavaSparkContext spark, Folder folder, int parallel) {
    this.plan = plan;
    this.spark = spark;
    this.folder = folder;
    this.runs = folder.folder(ExperimentFolder.RUNS);
    this.list = new RunList(plan);
    this.queue = new RunQueue(spark, runs, parallel);
    this.measuring = new JobGroup(spark.sc());
  }

  /**
   * Trains all runs and leaves everything in the experiment's folder.
   *
   * @param location on any Hadoop file system
   * @throws org.leap.jobs.process.UsageException if the folder is refused
   * @throws org.leap.jobs.process.InUseException if another job works in it
   */
  public static Outcome start(ExperimentPlan plan, String location, StartMode mode)
      throws IOException, ConfigException {
    try (JavaSparkContext spark = SparkApplication.startShared(plan.name())) {
      Folder at = ClaimedFolder.at(KIND, location, spark.hadoopConfiguration());
      try (ClaimedFolder claimed = ClaimedFolder.claim(KIND, at, mode, SparkApplication.id(spark));
          Interruption interruption = Interruption.register()) {
        ExperimentRun run = new ExperimentRun(plan, spark, claimed.folder(), parallel(plan, spark));
        interruption.endsInOrder(run::stop);
        return run.run();
      }
    }
  }

  private void stop() {
    queue.stop();
    measuring.interrupt();
  }

  /** Runs that the cluster has room for, unless the file says how many. */
  static int parallel(ExperimentPlan plan, JavaSparkContext spark) throws ConfigException {
    int workers = 1;
    for (var cell : plan.cells()) {
      workers =
          Math.max(
              workers,
              plan.run(cell, ExperimentPlan.Arm.LEAP, plan.config().seeds().get(0), Map.of())
                  .config()
                  .training()
                  .workers());
    }
    return plan.config().parallel().orElse(Math.max(1, TaskSlots.of(spark.sc()) / workers));
  }

  private Outcome run() throws IOException, ConfigException {
    ExperimentStatus.refuseNewer(folder);
    if (runs.exists()) {
      refuseOthers();
    }
    folder.write(ExperimentFolder.CONFIG_FILE, plan.yaml());
    runs.create();
    status(Status.State.RUNNING, null, null);
    try {
      return train();
    } catch (Exception | Error e) {
      // SparkException too, which is checked although Scala does not say so: a status that says
      // RUNNING would be wrong for ever.
      recordFailure(e);
      throw e;
    }
  }

  /**
   * Refuses run folders of other configurations, as far as those runs tell that have ended: before
   * anything is written, so that the folder's record stays that of its runs.
   */
  private void refuseOthers() throws IOException, ConfigException {
    RunList known = new RunList(plan);
    TunedValues tuned = TunedValues.NONE;
    if (plan.config().search().isPresent()) {
      SearchConfig search = plan.config().search().get();
      Optional<TunedValues> found = new Search(plan, search, known, queue::recorded, runs).tune();
      if (found.isEmpty()) {
        return;
      }
      tuned = found.get();
    }
    List<PlannedRun> planned = known.all(tuned);
    Map<String, Status.State> recorded = queue.recorded(planned);
    queue.recorded(known.following(planned, tuned, run -> lossAtEnd(run, recorded)));
  }

  private void recordFailure(Throwable e) {
    Failure failure = Failure.of(e);
    try {
      status(Status.State.FAILED, failure.exitCode(), failure.message());
    } catch (IOException | RuntimeException unwritable) {
      // The disk may be what failed: the first error is the one to tell.
      e.addSuppressed(unwritable);
    }
  }

  private Outcome train() throws IOException, ConfigException {
    TunedValues tuned = TunedValues.NONE;
    if (plan.config().search().isPresent()) {
      Search search = new Search(plan, plan.config().search().get(), list, queue::train, runs);
      Optional<TunedValues> found = search.tune();
      folder.write(Search.FILE, search.csv());
      if (found.isEmpty()) {
        return unfinished(List.of(), List.of());
      }
      tuned = found.get();
    }
    List<PlannedRun> planned = list.all(tuned);
    states.putAll(queue.train(planned));
    if (!queue.isStopping()) {
      List<PlannedRun> following = list.following(planned, tuned, run -> lossAtEnd(run, states));
      if (!following.isEmpty()) {
        states.putAll(queue.train(following));
        planned = Stream.concat(planned.stream(), following.stream()).toList();
      }
    }
    if (plan.config().flatness().isPresent()) {
      measure(planned, plan.config().flatness().get());
    }
    // Without a cluster there still are the runs that have ended.
    return queue.isStopping() && !queue.hasLostTheCluster()
        ? unfinished(List.of(), List.of())
        : finished(planned);
  }

  /** The mean training loss of the last epoch. */
  private Optional<Double> lossAtEnd(PlannedRun run, Map<String, Status.State> known)
      throws IOException {
    if (known.get(run.name()) != Status.State.SUCCEEDED) {
      return Optional.empty();
    }
    History history = RecordedRun.read(runs.folder(run.name())).orElseThrow().history();
    return history.lastRound().map(last -> history.trainingLoss(last.epoch()));
  }

  private void measure(List<PlannedRun> planned, FlatnessConfig options) {
    List<PlannedRun> distinct = RunQueue.distinct(planned);
    int done = 0;
    for (PlannedRun run : distinct) {
      done++;
      if (states.get(run.name()) == Status.State.SUCCEEDED && !queue.isStopping()) {
        String words = "";
        try {
          FlatnessFile.of(
              runs.folder(run.name()), run.resolved().config(), options, spark, measuring);
        } catch (InterruptedRunException e) {
          return;
        } catch (Exception | Error e) {
          LOG.debug("flatness of {}", run.name(), e);
          unmeasured.put(run.name(), Failure.of(e).message());
          words = ": not measured: " + unmeasured.get(run.name());
        }
        System.err.printf("flatness %d/%d, %s%s%n", done, distinct.size(), run.name(), words);
      }
    }
  }

  private Outcome finished(List<PlannedRun> planned) throws IOException {
    boolean flatness = plan.config().flatness().isPresent();
    List<ResultRow> rows = new ArrayList<>();
    for (PlannedRun run : planned) {
      String name = run.name();
      boolean measured = flatness && !unmeasured.containsKey(name);
      rows.add(ResultRow.of(run, states.get(name), runs.folder(name), measured));
    }
    Results results =
        new Results(List.copyOf(plan.cells().get(0).labels().keySet()), flatness, rows);
    ExperimentFolder made = ExperimentFolder.of(folder, results, plan.config());
    made.writeTables();
    String report = made.writeReport(plan.name(), versions());
    List<String> facts = new ArrayList<>(List.of(made.verdict()));
    facts.addAll(made.overall());
    facts.add("report: " + report);
    if (!unmeasured.isEmpty()) {
      facts.add("flatness: not measured of " + counted(unmeasured, ","));
    }
    // Last, so that a folder that says SUCCEEDED is complete.
    return queue.errors().isEmpty()
        ? ended(Status.State.SUCCEEDED, ExitCode.SUCCEEDED, null, made.table(), facts)
        : unfinished(made.table(), facts);
  }

  /** A run failed, or a signal came. */
  private Outcome unfinished(List<List<String>> table, List<String> facts) throws IOException {
    Map<String, String> errors = queue.errors();
    if (errors.isEmpty()) {
      String message = "interrupted; leap experiment --resume goes on";
      return ended(Status.State.INTERRUPTED, ExitCode.INTERRUPTED, message, table, facts);
    }
    String message = counted(errors, " failed,") + "; --resume tries again what failed";
    ExitCode exitCode = queue.inputsHaveChanged() ? ExitCode.BAD_DATA : ExitCode.INFRASTRUCTURE;
    return ended(Status.State.FAILED, exitCode, message, table, facts);
  }

  private Outcome ended(
      Status.State state,
      ExitCode exitCode,
      String error,
      List<List<String>> table,
      List<String> facts)
      throws IOException {
    status(state, exitCode, error);
    return new Outcome(exitCode, error == null ? "" : error, table, facts);
  }

  /** How many runs, and what the first of them says. */
  private static String counted(Map<String, String> messages, String what) {
    var first = messages.entrySet().iterator().next();
    return "%s run%s%s %s: %s"
        .formatted(
            messages.size(),
            messages.size() == 1 ? "" : "s",
            what,
            first.getKey(),
            first.getValue().lines().findFirst().orElse(""));
  }

  private void status(Status.State state, ExitCode exitCode, String error) throws IOException {
    var status =
        new ExperimentStatus(
            ExperimentStatus.VERSION,
            FormatVersion.writer(),
            state,
            exitCode == null ? null : exitCode.code(),
            error,
            states.size(),
            Collections.frequency(states.values(), Status.State.SUCCEEDED),
            Collections.frequency(states.values(), Status.State.DIVERGED),
            Collections.frequency(states.values(), Status.State.FAILED),
            (System.nanoTime() - begin) / 1e9,
            versions());
    status.write(folder);
  }

  private Map<String, String> versions() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("LEAP", Release.inWords());
    versions.put("Spark", spark.version() + ", " + spark.master());
    versions.put("Java", System.getProperty("java.version"));
    versions.put(
        "system",
        String.format(
            Locale.ROOT,
            "%s %s, %d processors",
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            Runtime.getRuntime().availableProcessors()));
    return versions;
  }
}
