package org.leap.jobs.folder;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.leap.spark.storage.Folder;

/**
 * A file of another holder, as it looks from here: it is given up when its holder is known to be
 * dead, or when it has not changed for as long as a lease lasts, by this process's own clock.
 */
final class LeaseWatch {
  private static final int LIMIT = 1 << 14;

  private final Folder folder;
  private final String name;
  private final ProcessTable processes;
  private final Duration lease;
  private String text;
  private long unchangedSince;

  LeaseWatch(Folder folder, String name, ProcessTable processes, Duration lease) {
    this.folder = folder;
    this.name = name;
    this.processes = processes;
    this.lease = lease;
  }

  /** Looks at the file, and tells whether there is one. */
  boolean look() throws IOException {
    String before = text;
    text = folder.read(name, LIMIT).orElse(null);
    if (text != null && !text.equals(before)) {
      unchangedSince = System.nanoTime();
    }
    return text != null;
  }

  /** What it held when it was looked at. */
  String text() {
    return text;
  }

  /** Nobody if what it held is none that a holder writes. */
  Optional<LockOwner> owner() {
    return LockOwner.parse(text);
  }

  boolean isHolderAlive() {
    return fate() == ProcessTable.Fate.ALIVE;
  }

  boolean isGivenUp() {
    return switch (fate()) {
      case DEAD -> true;
      case ALIVE -> false;
      case UNKNOWN -> System.nanoTime() - unchangedSince > lease.toNanos();
    };
  }

  private ProcessTable.Fate fate() {
    return owner().map(owner -> owner.fate(processes)).orElse(ProcessTable.Fate.UNKNOWN);
  }
}
