package org.leap.jobs.folder;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.leap.jobs.process.InUseException;
import org.leap.spark.storage.Folder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One job at a time in a run folder, by the file {@code lock.json}. The holder renews it; a holder
 * whose process is gone is recognized at once on its own machine, elsewhere when it has not renewed
 * for a while, by the watcher's clock alone. Safe on local disks and HDFS, where a file is created
 * by one of several; best effort on object stores.
 */
public final class Lock implements AutoCloseable {
  static final String FILE = "lock.json";
  private static final Logger LOG = LoggerFactory.getLogger(Lock.class);
  private static final int LIMIT = 1 << 14;

  /** Why a lock is held no longer. */
  public enum Loss {
    /** Another holder's is in its place. */
    TAKEN,
    /** It was deleted, or moved away with its folder. */
    DELETED,
    /** It could not be seen for as long as it lasts, so it may be another's by now. */
    UNSEEN
  }

  /**
   * The times of a lock.
   *
   * @param lease how long it lasts without a renewal
   * @param renewal between two renewals
   * @param retry before the next try of a renewal that failed
   * @param look between two looks of one who waits
   */
  record Timing(Duration lease, Duration renewal, Duration retry, Duration look) {
    static final Timing USUAL =
        new Timing(
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofMillis(200));
  }

  private final Folder folder;
  private final Consumer<Loss> lost;
  private final Timing timing;
  private final ProcessTable processes;
  private final ScheduledExecutorService renewer =
      Executors.newSingleThreadScheduledExecutor(
          new BasicThreadFactory.Builder().namingPattern("run-lock").daemon(true).build());
  private LockOwner me;

  /** When it was last seen to be held, and whether the last renewal failed. */
  private long seen;

  private boolean troubled;

  private Lock(
      Folder folder,
      String application,
      Consumer<Loss> lost,
      Timing timing,
      ProcessTable processes) {
    this.folder = folder;
    this.lost = lost;
    this.timing = timing;
    this.processes = processes;
    this.me = LockOwner.thisProcess(application, processes);
  }

  /**
   * Takes the lock.
   *
   * @param patience how long to wait for another machine's lock to expire
   * @param lost what to do when the lock is lost, which should not happen
   * @throws InUseException if a living job holds it
   */
  static Lock acquire(
      Folder folder,
      String application,
      Duration patience,
      Consumer<Loss> lost,
      Timing timing,
      ProcessTable processes)
      throws IOException {
    Lock lock = new Lock(folder, application, lost, timing, processes);
    lock.take(patience);
    lock.seen = System.nanoTime();
    lock.renewAfter(timing.renewal());
    return lock;
  }

  private void take(Duration patience) throws IOException {
    long begin = System.nanoTime();
    LockOwner.Watch lock = watch(FILE);
    Takeover takeover = new Takeover();
    while (!folder.createNew(FILE, me.json())) {
      takeover.look();
      if (!lock.look()) {
        continue;
      }
      boolean dead = lock.isGivenUp() || lock.owner().filter(this::isEarlierAttempt).isPresent();
      if (dead && takeover.remove(lock.text())) {
        continue;
      }
      // To wait for a living process on this machine to expire would be in vain.
      if (System.nanoTime() - begin > patience.toNanos() || (!dead && lock.isHolderAlive())) {
        throw new InUseException(
            folder.toString(), lock.owner().map(LockOwner::toString).orElse("another job"));
      }
      sleep();
    }
  }

  private LockOwner.Watch watch(String file) {
    return new LockOwner.Watch(folder, file, processes, timing.lease());
  }

  /** The cluster manager starts an attempt after it has ended the one before. */
  private boolean isEarlierAttempt(LockOwner owner) {
    return owner.application().equals(me.application()) && !isMine(owner);
  }

  private boolean isMine(LockOwner owner) {
    return owner.token().equals(me.token());
  }

  /**
   * The right to remove a dead holder's lock, so that nobody deletes the lock of the one who was
   * faster: of those that try, the one that creates the takeover file has it, or the next file
   * where that one's holder has died too. They are deleted when the lock is gone, in this order.
   */
  private final class Takeover {
    private final List<LockOwner.Watch> files = new ArrayList<>();

    private String name(int n) {
      return n == 0 ? "lock-takeover.json" : "lock-takeover-%s.json".formatted(n);
    }

    private LockOwner.Watch file(int n) {
      while (files.size() <= n) {
        files.add(watch(name(files.size())));
      }
      return files.get(n);
    }

    /** Their leases begin when they are first seen. */
    void look() throws IOException {
      int n = 0;
      while (file(n).look()) {
        n++;
      }
    }

    /** Whether the right was ours, and the lock is gone therefore unless it was another's. */
    boolean remove(String dead) throws IOException {
      int n = 0;
      while (!folder.createNew(name(n), me.json())) {
        if (!file(n).look() || !file(n).isGivenUp()) {
          return false;
        }
        n++;
      }
      try {
        if (folder.read(FILE, LIMIT).filter(dead::equals).isPresent()) {
          LOG.info("taking over {} from a job that is gone", folder.location(FILE));
          folder.delete(FILE);
        }
      } finally {
        for (int i = 0; i <= n; i++) {
          folder.delete(name(i));
        }
      }
      return true;
    }
  }

  private void sleep() {
    try {
      TimeUnit.NANOSECONDS.sleep(timing.look().toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a lock", e);
    }
  }

  private void renewAfter(Duration delay) {
    var unused = renewer.schedule(this::renew, delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** One that fails is tried again: nothing is lost before the lease is over. */
  private synchronized void renew() {
    if (renewer.isShutdown()) {
      return;
    }
    long now = System.nanoTime();
    boolean renewed = false;
    try {
      Optional<String> text = read();
      Optional<LockOwner> owner = text.flatMap(LockOwner::parse);
      if (text.isEmpty() || owner.filter(o -> !isMine(o)).isPresent()) {
        lose(text.isEmpty() ? Loss.DELETED : Loss.TAKEN);
        return;
      }
      // What cannot be made out may be another's that is being written.
      if (owner.isPresent()) {
        seen = now;
        me = me.renewed();
        folder.write(FILE, me.json());
        renewed = true;
      }
    } catch (IOException | RuntimeException | Error e) {
      if (!troubled) {
        LOG.warn("the lock {} could not be renewed: {}", folder.location(FILE), e.toString());
      }
    }
    troubled = !renewed;
    if (now - seen > timing.lease().toNanos()) {
      lose(Loss.UNSEEN);
    } else {
      renewAfter(renewed ? timing.renewal() : timing.retry());
    }
  }

  /** One who takes it over deletes it a moment before. */
  private Optional<String> read() throws IOException {
    Optional<String> text = folder.read(FILE, LIMIT);
    if (text.isEmpty()) {
      sleep();
      text = folder.read(FILE, LIMIT);
    }
    return text;
  }

  private void lose(Loss loss) {
    renewer.shutdown();
    lost.accept(loss);
  }

  @Override
  public synchronized void close() {
    renewer.shutdown();
    try {
      if (folder.read(FILE, LIMIT).flatMap(LockOwner::parse).filter(this::isMine).isPresent()) {
        folder.delete(FILE);
      }
    } catch (IOException e) {
      LOG.warn("the lock {} could not be removed: {}", folder.location(FILE), e.toString());
    }
  }
}
