package org.leap.jobs.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Who holds a lock.
 *
 * @param host name of its machine
 * @param process its process number there
 * @param started when that process started, which tells it from a later one of the same number
 * @param application Spark's name for the job, the same for all its attempts
 * @param token unlike that of any other holder
 * @param renewals how often it has said since that it lives
 */
record LockOwner(
    String host, long process, String started, String application, String token, long renewals) {

  static LockOwner thisProcess(String application) {
    ProcessHandle process = ProcessHandle.current();
    return new LockOwner(
        hostName(), process.pid(), start(process), application, UUID.randomUUID().toString(), 0);
  }

  LockOwner renewed() {
    return new LockOwner(host, process, started, application, token, renewals + 1);
  }

  /** Whether it can be told here that the holder is gone: its process ran on this machine. */
  boolean isKnownDead() {
    if (!host.equals(hostName())) {
      return false;
    }
    return ProcessHandle.of(process)
        .filter(handle -> handle.isAlive() && start(handle).equals(started))
        .isEmpty();
  }

  private static String start(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("");
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
      return Optional.ofNullable(new ObjectMapper().readValue(json, LockOwner.class));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return "process %d on %s (%s)".formatted(process, host, application);
  }
}
