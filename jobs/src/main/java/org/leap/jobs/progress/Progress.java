package org.leap.jobs.progress;

import java.io.PrintStream;
import org.leap.jobs.report.EpochReport;
import org.leap.spark.engine.RoundReport;

/**
 * Follows a run. Called from one thread, in this order: {@link #started}, any number of {@link
 * #round} and {@link #epoch}, {@link #finished}.
 */
public interface Progress {
  /**
   * On the terminal: a bar if a person watches, else now and then a line.
   *
   * @param err where to show it, the standard error stream
   */
  static Progress on(PrintStream err) {
    return ProgressOnTerminal.isWatched()
        ? new ProgressOnTerminal(err)
        : new ProgressInLines(err, System::nanoTime);
  }

  /** Shows nothing. */
  static Progress silent() {
    return new Progress() {};
  }

  /**
   * The run starts or goes on.
   *
   * @param roundsDone rounds that an earlier attempt has finished; 0 for a new run
   * @param totalRounds rounds of the whole run, at least 1
   * @param totalEpochs epochs of the whole run, at least 1
   */
  default void started(int roundsDone, int totalRounds, int totalEpochs) {}

  /** A round is over. */
  default void round(RoundReport round) {}

  /** An epoch was evaluated. */
  default void epoch(EpochReport epoch) {}

  /** No more is trained, be that well or not; the terminal is free for other output. */
  default void finished() {}
}
