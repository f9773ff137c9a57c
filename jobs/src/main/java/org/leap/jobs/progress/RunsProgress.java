package org.leap.jobs.progress;

import java.io.PrintStream;
import java.util.Locale;

/** Follows the runs of an experiment: a line for each that ends. */
public final class RunsProgress {
  private final PrintStream err;
  private final int total;
  private final long begin = System.nanoTime();
  private int ended;
  private int trained;

  /** Progress of so many runs, written to a stream. */
  public RunsProgress(PrintStream err, int total) {
    this.err = err;
    this.total = total;
  }

  /** Notes a run that has nothing left to do. */
  public synchronized void skipped(String name) {
    ended++;
    say("%s: was finished before", name);
  }

  /**
   * A run is over.
   *
   * @param outcome in words
   */
  public synchronized void ended(String name, String outcome, double seconds) {
    ended++;
    trained++;
    long nanos = System.nanoTime() - begin;
    String left = ProgressInLines.timeLeft(nanos, trained, total - ended);
    say("%s: %s (%.0f s) %s", name, outcome, seconds, left);
  }

  private void say(String format, Object... values) {
    err.println(
        String.format(Locale.ROOT, "run %d/%d, ", ended, total)
            + String.format(Locale.ROOT, format, values));
  }
}
