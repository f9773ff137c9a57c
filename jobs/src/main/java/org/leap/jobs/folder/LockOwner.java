package org.leap.jobs.folder;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.leap.spark.storage.Folder;

/**
 * Who holds a lock.
 *
 * @param host name of its machine
 * @param process its process number there
 * @param boot of that machine, as {@link ProcessTable.Id} has it
 * @param namespace of the process number
 * @param startTicks when that process started
 * @param application Spark's name for the job, the same for all its attempts
 * @param token unlike that of any other holder
 * @param renewals how often it has said since that it lives
 */
record LockOwner(
    String host,
    long process,
    String boot,
    String namespace,
    long startTicks,
    String application,
    String token,
    long renewals) {

  static LockOwner thisProcess(String application, ProcessTable processes) {
    ProcessTable.Id id = processes.id(ProcessHandle.current().pid());
    return new LockOwner(
        hostName(),
        id.number(),
        id.boot(),
        id.namespace(),
        id.startTicks(),
        application,
        UUID.randomUUID().toString(),
        0);
  }

  LockOwner renewed() {
    return new LockOwner(
        host, process, boot, namespace, startTicks, application, token, renewals + 1);
  }

  /** What can be told here of the holder. Copies of a virtual machine have the same boot. */
  ProcessTable.Fate fate(ProcessTable processes) {
    return hostName().equals(host)
        ? processes.fate(new ProcessTable.Id(boot, namespace, process, startTicks))
        : ProcessTable.Fate.UNKNOWN;
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return Optional.ofNullable(System.getenv("HOSTNAME")).orElse("localhost");
    }
  }

  String json() {
    return Json.document(this);
  }

  /** Empty if the text is none that a holder writes: a lock that is damaged counts as another's. */
  static Optional<LockOwner> parse(String json) {
    try {
      return Optional.ofNullable(Json.read(json, LockOwner.class))
          .filter(owner -> owner.token() != null && owner.application() != null);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return "process %s on %s (%s)".formatted(process, host, application);
  }

  /**
   * A file of another holder, as it looks from here: it is given up when its holder is known to be
   * dead, or when it has not changed for as long as a lease lasts, by this process's own clock.
   */
  static final class Watch {
    private static final int LIMIT = 1 << 14;

    private final Folder folder;
    private final String name;
    private final ProcessTable processes;
    private final Duration lease;
    private String text;
    private long unchangedSince;

    Watch(Folder folder, String name, ProcessTable processes, Duration lease) {
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
}
