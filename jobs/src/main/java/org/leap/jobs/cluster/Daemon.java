package org.leap.jobs.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A master or a worker.
 *
 * @param process the running process
 * @param log the file that takes its output
 */
record Daemon(ProcessTree process, Path log) {
  private static final Duration START = Duration.ofMinutes(2);

  /** Waits until the log has a match. */
  Matcher await(Pattern pattern) throws IOException {
    long end = System.nanoTime() + START.toNanos();
    while (true) {
      boolean last = !process.isAlive() || System.nanoTime() > end;
      String text = Files.readString(log);
      Matcher matcher = pattern.matcher(text);
      if (matcher.find()) {
        return matcher;
      }
      if (last || process.waitFor(Duration.ofMillis(100))) {
        throw new IOException("No '" + pattern + "' in " + log + " within " + START + ": " + text);
      }
    }
  }
}
