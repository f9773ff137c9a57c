package org.leap.jobs.progress;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.concurrent.TimeUnit;

/** Whether a person is likely to watch the standard error stream. */
final class Watched {
  private Watched() {}

  /** True if the error stream is a terminal that can rewrite a line, wherever the others go. */
  static boolean isTerminal() {
    return !"dumb".equals(System.getenv("TERM"))
        && isTerminal(new ProcessBuilder("test", "-t", "2").redirectError(Redirect.INHERIT));
  }

  /** Java knows nothing of the error stream alone (System.console is about all three). */
  static boolean isTerminal(ProcessBuilder question) {
    try {
      Process process = question.start();
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return false;
      }
      return process.exitValue() == 0;
    } catch (IOException e) {
      return false; // no such command here
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
