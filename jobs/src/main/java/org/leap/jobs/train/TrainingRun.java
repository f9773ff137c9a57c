package org.leap.jobs.train;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.leap.jobs.config.ConfigException;
import org.leap.jobs.config.ConfigLoader;
import org.leap.jobs.config.ResolvedConfig;
import org.leap.jobs.config.RunConfig;
import org.leap.jobs.folder.ClaimedFolder;
import org.leap.jobs.folder.Lock;
import org.leap.jobs.folder.MetricsLog;
import org.leap.jobs.folder.ModelFiles;
import org.leap.jobs.folder.RecordedRun;
import org.leap.jobs.folder.StartMode;
import org.leap.jobs.folder.Status;
import org.leap.jobs.plan.Inputs;
import org.leap.jobs.process.InUseException;
import org.leap.jobs.process.Interruption;
import org.leap.jobs.process.SparkApplication;
import org.leap.jobs.process.UsageException;
import org.leap.jobs.progress.Progress;
import org.leap.jobs.report.EpochReport;
import org.leap.jobs.text.Quoted;
import org.leap.spark.storage.Folder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One training run: its folder, its lock, and whether it starts, goes on or has ended already.
 *
 * @param shared what the runs beside it have read
 * @param figures its name among the figures of the runs beside it; empty for a run that is alone
 */
public record TrainingRun(
    ResolvedConfig resolved,
    Folder folder,
    JavaSparkContext spark,
    Progress progress,
    Inputs.Shared shared,
    String figures) {
  private static final String KIND = "run folder";
  private static final String CHECKPOINTS = "checkpoints";
  private static final Logger LOG = LoggerFactory.getLogger(TrainingRun.class);

  /**
   * Trains, in an application of its own, and leaves everything in the run folder.
   *
   * @param location the run folder, on any Hadoop file system
   * @throws UsageException if the run folder is refused or configuration and data do not fit
   * @throws InUseException if another job works in the run folder
   * @throws org.leap.jobs.formats.BadDataException if the data cannot be used
   * @throws org.leap.spark.engine.DivergedException if training diverges
   * @throws org.leap.spark.engine.InterruptedRunException if a signal asked it to stop
   */
  public static SucceededRun start(ResolvedConfig resolved, String location, StartMode mode)
      throws IOException {
    try (JavaSparkContext spark = SparkApplication.start(resolved.config().name())) {
      Folder folder = ClaimedFolder.at(KIND, location, spark.hadoopConfiguration());
      Progress progress = Progress.on(System.err);
      return new TrainingRun(resolved, folder, spark, progress, new Inputs.Shared(), "")
          .start(mode);
    }
  }

  /** The same in the Spark application that runs already. */
  public SucceededRun start(StartMode mode) throws IOException {
    try (ClaimedFolder claimed =
            ClaimedFolder.claim(KIND, folder, mode, SparkApplication.id(spark));
        Interruption interruption = Interruption.register()) {
      boolean longer = refuseOther(resolved, claimed.folder());
      Optional<Status> succeeded =
          ended(folder).filter(ended -> ended.state() == Status.State.SUCCEEDED);
      if (!longer && succeeded.isPresent()) {
        return succeededBefore(succeeded.get());
      }
      if (!folder.exists(RecordedRun.CONFIG_FILE)) {
        // Of a run that is not this one.
        folder.delete(Inputs.FILE);
      }
      return new Attempt(this, checkpoints(mode), interruption, longer, succeeded.isPresent())
          .run();
    }
  }

  /**
   * How the run of a folder has ended; nothing if there is more to do, as where its network is
   * gone.
   *
   * @throws org.leap.jobs.formats.BadDataException if its status cannot be made out
   */
  public static Optional<Status> ended(Folder folder) throws IOException {
    Optional<Status> status = RecordedRun.status(folder);
    boolean complete =
        status.isPresent()
            && status.get().state() != Status.State.RUNNING
            && (status.get().state() != Status.State.SUCCEEDED || folder.exists(ModelFiles.LAST));
    return complete ? status : Optional.empty();
  }

  private static SucceededRun succeededBefore(Status status) {
    return new SucceededRun(
        List.of(),
        Map.of(
            "state",
            "had succeeded before; nothing was done",
            "paramsSha256",
            Objects.toString(status.paramsSha256(), "")));
  }

  /**
   * Refuses a run folder that was started with another configuration.
   *
   * @return whether it was started with a shorter run, which this one goes beyond
   * @throws UsageException if a result would not be that of the configuration
   */
  public static boolean refuseOther(ResolvedConfig resolved, Folder folder) throws IOException {
    Optional<String> yaml = RecordedRun.configuration(folder);
    if (yaml.isEmpty()) {
      refuseRemains(folder);
      return false;
    }
    RunConfig config = resolved.config();
    RunConfig begun = parse(yaml.get(), folder);
    if (config.goesBeyond(begun)) {
      return true;
    }
    List<String> before = begun.resultKey().lines().toList();
    List<String> now = config.resultKey().lines().toList();
    if (!before.equals(now)) {
      List<String> then = before.stream().filter(line -> !now.contains(line)).limit(3).toList();
      List<String> here = now.stream().filter(line -> !before.contains(line)).limit(3).toList();
      throw new UsageException(
          "run folder %s was started with another configuration: there %s, here %s; %s, another --run-dir, or --restart"
              .formatted(folder, then, here, remedy(here)));
    }
    return false;
  }

  private static String remedy(List<String> here) {
    return here.contains("model.initialization=STANDARD")
        ? "a run that an older version began goes on with --set model.initialization=he; use that configuration"
        : "use that configuration";
  }

  /** Refuses to go on in what a run has made again of a folder that was deleted under it. */
  static void refuseDeleted(Folder folder) throws IOException {
    if (!folder.exists(RecordedRun.CONFIG_FILE)) {
      String message = ClaimedFolder.failure(Lock.Loss.DELETED, KIND, folder.toString()).message();
      throw new UncheckedIOException(message, new FileNotFoundException(RecordedRun.CONFIG_FILE));
    }
  }

  /** Without its configuration nobody knows what a run was to come to. */
  private static void refuseRemains(Folder folder) throws IOException {
    for (String file : List.of(CHECKPOINTS, Status.FILE, MetricsLog.FILE, ModelFiles.LAST)) {
      if (folder.exists(file)) {
        throw new UsageException(
            "run folder %s holds %s but no %s, as a folder does that was deleted or copied in part: use another --run-dir, or move it aside with --restart"
                .formatted(folder, file, RecordedRun.CONFIG_FILE));
      }
    }
  }

  /** The run's checkpoints; those of another run in the same place are not touched. */
  private Folder checkpoints(StartMode mode) throws IOException {
    Optional<String> dir = resolved.config().checkpoint().dir();
    if (dir.isEmpty()) {
      return folder.folder(CHECKPOINTS);
    }
    Folder checkpoints = ClaimedFolder.at(KIND, dir.get(), spark.hadoopConfiguration());
    boolean newRun = RecordedRun.configuration(folder).isEmpty();
    if (newRun && !checkpoints.names().isEmpty()) {
      if (mode != StartMode.RESTART) {
        throw new UsageException(
            "checkpoint.dir %s holds the checkpoints of another run: choose another, or move it aside with --restart"
                .formatted(checkpoints));
      }
      LOG.info("moved: {}", Quoted.visible(checkpoints + " to " + checkpoints.moveAside()));
    }
    return checkpoints;
  }

  private static RunConfig parse(String yaml, Folder folder) {
    String file = folder.location(RecordedRun.CONFIG_FILE);
    try {
      return ConfigLoader.loadRecorded(new ConfigLoader.Text(yaml, file), System.getenv());
    } catch (ConfigException e) {
      throw new UsageException(
          "%s cannot be read, so the run cannot go on: %s"
              .formatted(file, e.problems().get(0).message()),
          e);
    }
  }

  /**
   * A run that succeeded.
   *
   * @param epochs its evaluations, in order; empty for a run that had succeeded before
   * @param facts what else to say of it, in order
   */
  public record SucceededRun(List<EpochReport> epochs, Map<String, String> facts) {}
}
