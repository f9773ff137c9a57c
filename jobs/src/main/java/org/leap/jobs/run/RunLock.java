package org.leap.jobs.run;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.leap.spark.storage.Folder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One job at a time in a run folder, by the file {@code lock.json}. The holder renews it; a holder
 * whose process is gone is recognized at once on its own machine, elsewhere when it has not renewed
 * for a while, by the watcher's clock alone. Safe on local disks and HDFS, where a file is created
 * by one of several; best effort on object stores.
 */
final class RunLock implements AutoCloseable {
  static final String FILE = "lock.json";
  private static final String TAKEOVER = "lock-takeover.json";
  private static final Logger LOG = LoggerFactory.getLogger(RunLock.class);
  private static final int LIMIT = 1 << 14;
  private static final Duration EXPIRY = Duration.ofSeconds(60);
  private static final Duration RENEWAL = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofMillis(200);

  private final Folder folder;
  private final Runnable lost;
  private final ScheduledExecutorService renewer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "run-lock");
            thread.setDaemon(true);
            return thread;
          });
  private LockOwner me;

  private RunLock(Folder folder, LockOwner me, Runnable lost) {
    this.folder = folder;
    this.me = me;
    this.lost = lost;
  }

  /**
   * Takes the lock.
   *
   * @param patience how long to wait for another machine's lock to expire
   * @param lost what to do when another job has taken the lock, which should not happen
   * @throws RunInUseException if a living job holds it
   */
  static RunLock acquire(Folder folder, String application, Duration patience, Runnable lost)
      throws IOException {
    RunLock lock = new RunLock(folder, LockOwner.thisProcess(application), lost);
    lock.take(patience);
    long period = RENEWAL.toMillis();
    var unused =
        lock.renewer.scheduleAtFixedRate(lock::renew, period, period, TimeUnit.MILLISECONDS);
    return lock;
  }

  private void take(Duration patience) throws IOException {
    long begin = System.nanoTime();
    long unchangedSince = begin;
    String before = null;
    while (!folder.createNew(FILE, me.json())) {
      Optional<String> text = folder.read(FILE, LIMIT);
      if (text.isEmpty()) {
        continue;
      }
      if (!text.get().equals(before)) {
        before = text.get();
        unchangedSince = System.nanoTime();
      }
      Optional<LockOwner> owner = LockOwner.parse(text.get());
      boolean dead =
          owner.map(o -> o.isKnownDead() || isEarlierAttempt(o)).orElse(false)
              || System.nanoTime() - unchangedSince > EXPIRY.toNanos();
      if (dead) {
        remove(text.get());
      } else if (System.nanoTime() - begin > patience.toNanos() || isAliveHere(owner)) {
        throw new RunInUseException(
            folder.toString(), owner.map(LockOwner::toString).orElse("another job"));
      } else {
        sleep();
      }
    }
  }

  /** The cluster manager starts an attempt after it has ended the one before. */
  private boolean isEarlierAttempt(LockOwner owner) {
    return owner.application().equals(me.application()) && !owner.token().equals(me.token());
  }

  /** A living process on this machine: waiting for it to expire would be in vain. */
  private boolean isAliveHere(Optional<LockOwner> owner) {
    return owner.isPresent() && owner.get().host().equals(me.host());
  }

  /**
   * Removes a dead holder's lock. Of those that try, the one that holds the takeover file looks
   * once more and deletes, so that nobody deletes the lock of the one who was faster.
   */
  private void remove(String dead) throws IOException {
    if (!folder.createNew(TAKEOVER, me.json())) {
      Optional<String> other = folder.read(TAKEOVER, LIMIT);
      if (other.flatMap(LockOwner::parse).map(LockOwner::isKnownDead).orElse(false)) {
        folder.delete(TAKEOVER);
      }
      sleep();
      return;
    }
    try {
      if (folder.read(FILE, LIMIT).filter(dead::equals).isPresent()) {
        LOG.info("taking over {} from a job that is gone", folder.location(FILE));
        folder.delete(FILE);
      }
    } finally {
      folder.delete(TAKEOVER);
    }
  }

  private static void sleep() {
    try {
      TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a lock", e);
    }
  }

  private synchronized void renew() {
    try {
      if (isMine()) {
        me = me.renewed();
        folder.write(FILE, me.json());
      } else {
        renewer.shutdown();
        lost.run();
      }
    } catch (IOException | RuntimeException e) {
      // The next renewal tries again; until the lock expires nothing is lost.
      LOG.warn("the lock {} could not be renewed: {}", folder.location(FILE), e.toString());
    }
  }

  private boolean isMine() throws IOException {
    return folder
        .read(FILE, LIMIT)
        .map(String::strip)
        .filter(text -> text.equals(me.json().strip()))
        .isPresent();
  }

  @Override
  public synchronized void close() {
    renewer.shutdown();
    try {
      if (isMine()) {
        folder.delete(FILE);
      }
    } catch (IOException e) {
      LOG.warn("the lock {} could not be removed: {}", folder.location(FILE), e.toString());
    }
  }
}
