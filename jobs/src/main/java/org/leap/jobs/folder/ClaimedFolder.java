package org.leap.jobs.folder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.process.ExitCode;
import org.leap.jobs.process.Failure;
import org.leap.jobs.process.InUseException;
import org.leap.jobs.process.UsageException;
import org.leap.spark.storage.Folder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A folder of a run or an experiment, which this job alone works in until it is closed. */
public final class ClaimedFolder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClaimedFolder.class);
  private static final int LOCK_LIMIT = 1 << 14;

  /** Longer than a lock of another machine takes to expire. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final String kind;
  private final Folder folder;
  private final String application;

  /** Null until the folder is claimed. */
  private Lock lock;

  private ClaimedFolder(String kind, Folder folder, String application) {
    this.kind = kind;
    this.folder = folder;
    this.application = application;
  }

  /**
   * Claims a folder, which is made if it does not exist.
   *
   * @param kind what it is called in messages, such as {@code run folder}
   * @param application Spark's name for the job: an earlier attempt's folder is gone on with
   * @throws UsageException if the folder is refused or cannot be used
   * @throws InUseException if another job works in it
   */
  public static ClaimedFolder claim(
      String kind, Folder folder, StartMode mode, String application) {
    ClaimedFolder claimed = new ClaimedFolder(kind, folder, application);
    claimed.claim(mode);
    return claimed;
  }

  /**
   * A folder by its location, which is not claimed yet.
   *
   * @throws UsageException if there can be no such folder
   */
  public static Folder at(String kind, String location, Configuration hadoop) {
    try {
      return Folder.at(location, hadoop);
    } catch (IOException | IllegalArgumentException e) {
      throw cannotBeUsed(kind, location, e);
    }
  }

  /** The folder itself. */
  public Folder folder() {
    return folder;
  }

  private void claim(StartMode mode) {
    try {
      boolean exists = folder.exists();
      boolean retry = exists && isEarlierAttempt();
      if (exists && mode == StartMode.NEW && !retry) {
        throw new UsageException(
            "%s %s exists: choose another with --run-dir, go on with --resume, or move it aside with --restart"
                .formatted(kind, folder));
      }
      if (exists && mode == StartMode.RESTART && !retry) {
        Lock old = lock(Duration.ZERO);
        try {
          LOG.info("{} moved to {}", folder, folder.moveAside());
        } finally {
          old.close();
        }
      }
      folder.create();
      lock = lock(mode == StartMode.RESUME || retry ? PATIENCE : Duration.ZERO);
    } catch (SocketException | UnknownHostException | SocketTimeoutException e) {
      throw new UncheckedIOException(
          "the file system of %s cannot be reached: %s".formatted(folder, e.getMessage()), e);
    } catch (IOException e) {
      throw cannotBeUsed(kind, folder.toString(), e);
    }
  }

  private Lock lock(Duration patience) throws IOException {
    return Lock.acquire(
        folder,
        application,
        patience,
        this::endBecauseLockIsLost,
        Lock.Timing.USUAL,
        ProcessTable.ofThisMachine());
  }

  /** A cluster manager that retries a job starts it with the same arguments. */
  private boolean isEarlierAttempt() throws IOException {
    return folder
        .read(Lock.FILE, LOCK_LIMIT)
        .flatMap(LockOwner::parse)
        .filter(owner -> owner.application().equals(application))
        .isPresent();
  }

  /**
   * The folder is another's, or none any more: all but the end of this process could harm files.
   */
  private void endBecauseLockIsLost(Lock.Loss loss) {
    Failure failure = failure(loss, kind, folder.toString());
    System.err.println("leap: " + failure.message());
    Runtime.getRuntime().halt(failure.exitCode().code());
  }

  /** How a lock that is lost ends the job. */
  public static Failure failure(Lock.Loss loss, String kind, String folder) {
    String at = kind + " " + folder;
    return switch (loss) {
      case TAKEN -> new Failure(ExitCode.IN_USE, "another job has taken over " + at);
      case DELETED ->
          new Failure(
              ExitCode.INFRASTRUCTURE,
              at
                  + " was deleted or moved away while the job worked in it, or its lock was: what is left there cannot be resumed; start again in another --run-dir or with --restart");
      case UNSEEN ->
          new Failure(
              ExitCode.INFRASTRUCTURE,
              "the lock of %s could not be read for so long that another job may have taken it over: see to the file system, then go on with --resume"
                  .formatted(at));
    };
  }

  private static UsageException cannotBeUsed(String kind, String location, Exception e) {
    String reason = e.getMessage() == null ? e.toString() : e.getMessage();
    return new UsageException(
        "%s %s cannot be used: %s"
            .formatted(kind, location, reason.lines().findFirst().orElse(reason)),
        e);
  }

  @Override
  public void close() {
    lock.close();
  }
}
