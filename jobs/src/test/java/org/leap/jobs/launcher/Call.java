package org.leap.jobs.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * How a call of the launcher ended.
 *
 * @param exitCode of the launcher
 * @param out its standard output
 * @param err its standard error
 */
record Call(int exitCode, String out, String err) {

  /** Waits for a process whose output is short. */
  static Call of(Process process) throws IOException {
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("leap did not end: " + out + err);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted", e);
    }
    return new Call(process.exitValue(), out, err);
  }
}
