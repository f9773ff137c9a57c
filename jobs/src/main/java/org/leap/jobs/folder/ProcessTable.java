package org.leap.jobs.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The processes of one boot and one PID namespace, by Linux's {@code /proc}. Only among those does
 * a process number say which process is meant: host names may be alike, containers count their
 * processes from 1, and the clock may be set. Where there is no such folder, or it shows other
 * processes than those around this one, nothing is known of any process.
 */
final class ProcessTable {
  private static final int STATE = 0;
  private static final int START_TICKS = 19;

  private final Path proc;
  private final String boot;
  private final String namespace;

  /** What can be told of a process. */
  enum Fate {
    ALIVE,
    DEAD,
    UNKNOWN
  }

  /**
   * Which process it is.
   *
   * @param boot of the machine; empty or absent if it is not known
   * @param namespace in which the number counts
   * @param startTicks clock ticks from the boot to its start, which tell it from a later process of
   *     the same number
   */
  record Id(String boot, String namespace, long number, long startTicks) {
    private boolean isKnown() {
      return boot != null && !boot.isEmpty() && namespace != null && !namespace.isEmpty();
    }
  }

  private ProcessTable(Path proc, String boot, String namespace) {
    this.proc = proc;
    this.boot = boot;
    this.namespace = namespace;
  }

  static ProcessTable ofThisMachine() {
    return of(Path.of("/proc"), ProcessHandle.current().pid());
  }

  /** Of what {@code /proc} is, and the number of the calling process. */
  static ProcessTable of(Path proc, long self) {
    try {
      String[] own = Files.readString(proc.resolve("self/stat")).split(" ", 2);
      // Process 1 is not shown to everyone where processes of others are hidden.
      if (own[0].equals(Long.toString(self)) && Files.isReadable(proc.resolve("1/stat"))) {
        return new ProcessTable(
            proc,
            Files.readString(proc.resolve("sys/kernel/random/boot_id")).strip(),
            Files.readSymbolicLink(proc.resolve("self/ns/pid")).toString());
      }
    } catch (IOException | UnsupportedOperationException e) {
      return new ProcessTable(proc, "", "");
    }
    return new ProcessTable(proc, "", "");
  }

  /** A process of this table; one without a start if nothing is known of it. */
  Id id(long number) {
    try {
      return new Id(boot, namespace, number, startTicks(fields(number)));
    } catch (IOException | IllegalArgumentException e) {
      return new Id("", "", number, 0);
    }
  }

  Fate fate(Id process) {
    if (!process.isKnown()
        || !process.boot().equals(boot)
        || !process.namespace().equals(namespace)) {
      return Fate.UNKNOWN;
    }
    try {
      String[] fields = fields(process.number());
      boolean gone = fields[STATE].equals("Z") || fields[STATE].equals("X");
      return !gone && startTicks(fields) == process.startTicks() ? Fate.ALIVE : Fate.DEAD;
    } catch (NoSuchFileException e) {
      return Fate.DEAD;
    } catch (IOException | IllegalArgumentException e) {
      return Fate.UNKNOWN;
    }
  }

  private static long startTicks(String[] fields) {
    return Long.parseLong(fields[START_TICKS]);
  }

  /** Of its {@code stat}, from the state on: the name before it may hold anything. */
  private String[] fields(long number) throws IOException {
    String stat = Files.readString(proc.resolve(Long.toString(number)).resolve("stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
    if (fields.length <= START_TICKS) {
      throw new IOException("not the state of a process: " + stat);
    }
    return fields;
  }
}
