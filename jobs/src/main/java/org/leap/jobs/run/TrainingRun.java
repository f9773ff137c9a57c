package org.leap.jobs.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.leap.core.NativeBackend;
import org.leap.jobs.ExitCode;
import org.leap.jobs.config.ConfigException;
import org.leap.jobs.config.ConfigLoader;
import org.leap.jobs.config.ResolvedConfig;
import org.leap.jobs.config.RunConfig;
import org.leap.spark.storage.Folder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One training run: its folder, its lock, and whether it starts, goes on or has ended already. */
public final class TrainingRun {
  static final String CONFIG_FILE = "config.yaml";
  private static final String CHECKPOINTS = "checkpoints";
  private static final Logger LOG = LoggerFactory.getLogger(TrainingRun.class);
  private static final int CONFIG_LIMIT = 1 << 20;
  private static final int STATUS_LIMIT = 1 << 20;

  /** Longer than a lock of another machine takes to expire. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final ResolvedConfig resolved;
  private final Folder folder;
  private final JavaSparkContext spark;

  private TrainingRun(ResolvedConfig resolved, Folder folder, JavaSparkContext spark) {
    this.resolved = resolved;
    this.folder = folder;
    this.spark = spark;
  }

  /**
   * Trains and leaves everything in the run folder.
   *
   * @param location the run folder, on any Hadoop file system
   * @throws UsageException if the run folder is refused or configuration and data do not fit
   * @throws RunInUseException if another job works in the run folder
   * @throws org.leap.jobs.data.BadDataException if the data cannot be used
   * @throws org.leap.spark.engine.DivergedException if training diverges
   * @throws org.leap.spark.engine.InterruptedRunException if a signal asked it to stop
   */
  public static RunOutcome start(ResolvedConfig resolved, String location, StartMode mode)
      throws IOException {
    refuseForeignBinaries();
    try (JavaSparkContext spark = SparkApplication.start(resolved.config().name())) {
      Folder folder = open(location, spark.hadoopConfiguration());
      return new TrainingRun(resolved, folder, spark).start(mode);
    } finally {
      Interruption.onSignal(null);
    }
  }

  /** Before anything of ND4J is loaded: it would crash, or fail without saying why. */
  static void refuseForeignBinaries() {
    try {
      NativeBackend.check();
    } catch (IllegalStateException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  private static Folder open(String location, Configuration hadoop) {
    try {
      return Folder.at(location, hadoop);
    } catch (IOException | IllegalArgumentException e) {
      throw cannotBeUsed(location, e);
    }
  }

  private static UsageException cannotBeUsed(String location, Exception e) {
    String reason = e.getMessage() == null ? e.toString() : e.getMessage();
    return new UsageException(
        "run folder %s cannot be used: %s"
            .formatted(location, reason.lines().findFirst().orElse(reason)),
        e);
  }

  private RunOutcome start(StartMode mode) throws IOException {
    String application = SparkApplication.id(spark);
    RunLock lock = enter(mode, application);
    try {
      Optional<JsonNode> status = status();
      if (status.isPresent() && status.get().path("state").asText().equals("SUCCEEDED")) {
        return succeededBefore(status.get());
      }
      refuseOtherConfiguration();
      Folder checkpoints = checkpoints(mode);
      folder.write(CONFIG_FILE, resolved.yaml());
      return new Training(resolved, folder, checkpoints, spark).run();
    } finally {
      lock.close();
    }
  }

  private RunLock enter(StartMode mode, String application) {
    try {
      boolean exists = folder.exists();
      boolean retry = exists && isEarlierAttemptOf(application);
      if (exists && mode == StartMode.NEW && !retry) {
        throw new UsageException(
            "run folder %s exists: choose another with --run-dir, go on with --resume, or move it aside with --restart"
                .formatted(folder));
      }
      if (exists && mode == StartMode.RESTART && !retry) {
        RunLock old = lock(application, Duration.ZERO);
        try {
          LOG.info("{} moved to {}", folder, folder.moveAside());
        } finally {
          old.close();
        }
      }
      folder.create();
      return lock(application, mode == StartMode.RESUME || retry ? PATIENCE : Duration.ZERO);
    } catch (SocketException | UnknownHostException | SocketTimeoutException e) {
      throw new UncheckedIOException(
          "the file system of %s cannot be reached: %s".formatted(folder, e.getMessage()), e);
    } catch (IOException e) {
      throw cannotBeUsed(folder.toString(), e);
    }
  }

  private RunLock lock(String application, Duration patience) throws IOException {
    return RunLock.acquire(folder, application, patience, TrainingRun::endBecauseLockIsLost);
  }

  /**
   * Another job writes to the folder: anything but the end of this process could harm its files.
   */
  private static void endBecauseLockIsLost() {
    System.err.println("leap: another job has taken over the run folder");
    Runtime.getRuntime().halt(ExitCode.IN_USE.code());
  }

  /** A cluster manager that retries a job starts it with the same arguments. */
  private boolean isEarlierAttemptOf(String application) throws IOException {
    return folder
        .read(RunLock.FILE, STATUS_LIMIT)
        .flatMap(LockOwner::parse)
        .filter(owner -> owner.application().equals(application))
        .isPresent();
  }

  private Optional<JsonNode> status() throws IOException {
    Optional<String> text = folder.read(RunStatus.FILE, STATUS_LIMIT);
    return text.isEmpty() ? Optional.empty() : Optional.of(new ObjectMapper().readTree(text.get()));
  }

  private RunOutcome succeededBefore(JsonNode status) {
    return new RunOutcome(
        List.of(),
        Map.of(
            "state",
            "had succeeded before; nothing was done",
            "paramsSha256",
            status.path("paramsSha256").asText()));
  }

  private void refuseOtherConfiguration() throws IOException {
    Optional<String> yaml = folder.read(CONFIG_FILE, CONFIG_LIMIT);
    if (yaml.isEmpty()) {
      return;
    }
    List<String> before = parse(yaml.get()).resultKey().lines().toList();
    List<String> now = resolved.config().resultKey().lines().toList();
    if (!before.equals(now)) {
      List<String> then = before.stream().filter(line -> !now.contains(line)).limit(3).toList();
      List<String> here = now.stream().filter(line -> !before.contains(line)).limit(3).toList();
      throw new UsageException(
          "run folder %s was started with another configuration: there %s, here %s; use that configuration, another --run-dir, or --restart"
              .formatted(folder, then, here));
    }
  }

  /** The run's checkpoints; those of another run in the same place are not touched. */
  private Folder checkpoints(StartMode mode) throws IOException {
    Optional<String> dir = resolved.config().checkpoint().dir();
    if (dir.isEmpty()) {
      return folder.folder(CHECKPOINTS);
    }
    Folder checkpoints = open(dir.get(), spark.hadoopConfiguration());
    boolean newRun = folder.read(CONFIG_FILE, CONFIG_LIMIT).isEmpty();
    if (newRun && !checkpoints.names().isEmpty()) {
      if (mode != StartMode.RESTART) {
        throw new UsageException(
            "checkpoint.dir %s holds the checkpoints of another run: choose another, or move it aside with --restart"
                .formatted(checkpoints));
      }
      LOG.info("{} moved to {}", checkpoints, checkpoints.moveAside());
    }
    return checkpoints;
  }

  private RunConfig parse(String yaml) throws IOException {
    Path copy = Files.createTempFile("leap-config", ".yaml");
    try {
      Files.writeString(copy, yaml);
      return ConfigLoader.load(copy, List.of(), Map.of()).config();
    } catch (ConfigException e) {
      throw new UsageException(
          "%s cannot be read, so the run cannot go on: %s"
              .formatted(folder.location(CONFIG_FILE), e.problems().get(0).message()),
          e);
    } finally {
      Files.delete(copy);
    }
  }
}
