package org.leap.jobs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Bytes that a process has read and written since its start, over all its sockets and files, as
 * Linux counts them.
 */
record ProcessTraffic(long read, long written) {

  /** Of this process; nothing where the system does not say. */
  static Optional<ProcessTraffic> now() {
    try {
      return parsed(Files.readAllLines(Path.of("/proc/self/io")));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** From lines such as {@code rchar: 12}. */
  static Optional<ProcessTraffic> parsed(List<String> lines) {
    Map<String, Long> counts = new HashMap<>();
    for (String line : lines) {
      String[] parts = line.split(": *", 2);
      if (parts.length == 2 && parts[1].matches("\\d{1,18}")) {
        counts.put(parts[0], Long.parseLong(parts[1]));
      }
    }
    Long read = counts.get("rchar");
    Long written = counts.get("wchar");
    return read == null || written == null
        ? Optional.empty()
        : Optional.of(new ProcessTraffic(read, written));
  }

  /** What was moved since, in each of so many rounds. */
  ScalingRow.Moved since(ProcessTraffic before, int rounds) {
    return new ScalingRow.Moved(
        (read - before.read) / (double) rounds, (written - before.written) / (double) rounds);
  }
}
