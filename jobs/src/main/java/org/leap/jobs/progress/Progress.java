package org.leap.jobs.progress;

import java.io.PrintStream;
import org.leap.jobs.report.EpochPoint;
import org.leap.jobs.report.RoundPoint;

/**
 * Follows a run on the terminal. Called from one thread, in this order: {@link #started}, any
 * number of {@link #round} and {@link #epoch}, {@link #finished}.
 */
public interface Progress {
  /**
   * A bar if a person watches, else now and then a line.
   *
   * @param err where to show it, the standard error stream
   */
  static Progress on(PrintStream err) {
    return Watched.isTerminal()
        ? new ProgressOnTerminal(err)
        : new ProgressInLines(err, System::nanoTime);
  }

  /** Shows nothing. */
  static Progress silent() {
    return new SilentProgress();
  }

  /**
   * The run starts or goes on.
   *
   * @param roundsDone rounds that an earlier attempt has finished; 0 for a new run
   * @param totalRounds rounds of the whole run, at least 1
   * @param totalEpochs epochs of the whole run, at least 1
   */
  void started(long roundsDone, long totalRounds, int totalEpochs);

  /** A round is over. */
  void round(RoundPoint round);

  /** An epoch was evaluated. */
  void epoch(EpochPoint epoch);

  /** The run is over, well or not; the terminal is free for other output. */
  void finished();
}
