package org.leap.jobs.folder;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.UUID;

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
}
