package org.leap.jobs.progress;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.leap.jobs.report.EpochReport;
import org.leap.spark.engine.RoundReport;

/** For log files: a line per evaluated epoch and at most one every five seconds besides. */
final class ProgressInLines implements Progress {
  private static final long INTERVAL_NANOS = 5_000_000_000L;

  private final PrintStream err;
  private final LongSupplier nanoClock;
  private int roundsDone;
  private int totalRounds;
  private int totalEpochs;
  private long startedAt;
  private long saidAt;

  /** The clock is like {@link System#nanoTime}. */
  ProgressInLines(PrintStream err, LongSupplier nanoClock) {
    this.err = err;
    this.nanoClock = nanoClock;
  }

  @Override
  public void started(int roundsDone, int totalRounds, int totalEpochs) {
    this.roundsDone = roundsDone;
    this.totalRounds = totalRounds;
    this.totalEpochs = totalEpochs;
    startedAt = nanoClock.getAsLong();
    saidAt = startedAt;
    say("training: %d epochs in %d rounds", totalEpochs, totalRounds);
    if (roundsDone > 0) {
      say("resumed after round %d", roundsDone);
    }
  }

  @Override
  public void round(RoundReport round) {
    long now = nanoClock.getAsLong();
    if (now - saidAt < INTERVAL_NANOS) {
      return;
    }
    saidAt = now;
    say(
        "epoch %d/%d, round %d/%d (%d %%): loss %.4f, %,.0f examples/s, %s",
        round.epoch(),
        totalEpochs,
        round.round(),
        totalRounds,
        100L * round.round() / totalRounds,
        round.loss(),
        round.examplesPerSecond(),
        timeLeft(now - startedAt, round.round() - roundsDone, totalRounds - round.round()));
  }

  @Override
  public void epoch(EpochReport epoch) {
    say(
        "epoch %d/%d: test %s %.4f, test loss %.4f",
        epoch.epoch(), totalEpochs, epoch.measure().inWords(), epoch.testScore(), epoch.testLoss());
  }

  @Override
  public void finished() {
    err.flush();
  }

  /**
   * From the mean time of the rounds of this attempt; empty before the first.
   *
   * @param nanos since the attempt started
   * @param rounds of this attempt so far
   * @param remaining rounds to come
   */
  static String timeLeft(long nanos, long rounds, long remaining) {
    return rounds < 1 ? "" : words(Math.round(nanos / 1e9 / rounds * remaining)) + " left";
  }

  static String words(long seconds) {
    if (seconds < 60) {
      return seconds + " s";
    }
    return seconds < 3600
        ? String.format(Locale.ROOT, "%s min %02d s", seconds / 60, seconds % 60)
        : String.format(Locale.ROOT, "%s h %02d min", seconds / 3600, seconds % 3600 / 60);
  }

  private void say(String format, Object... values) {
    err.println(String.format(Locale.ROOT, format, values));
  }
}
