package org.leap.jobs.report;

import org.leap.spark.engine.RoundReport;
import org.leap.spark.engine.RoundTiming;

/** Rounds and evaluations that nobody has trained. */
public final class Reports {
  private Reports() {}

  /** Five steps after the round before, in the first epoch. */
  public static RoundReport round(int round, double loss, double rate, double sigma) {
    return round(round, 1, 5 * round, loss, new RoundReport.Rate(rate, sigma, sigma, 0), 1000);
  }

  public static RoundReport round(int round, int epoch, double loss, double examplesPerSecond) {
    return round(
        round, epoch, 5 * round, loss, new RoundReport.Rate(0.1, 0, 0, 0), examplesPerSecond);
  }

  static RoundReport round(
      int round,
      int epoch,
      int step,
      double loss,
      RoundReport.Rate rate,
      double examplesPerSecond) {
    return new RoundReport(
        round,
        epoch,
        step,
        loss,
        rate,
        Math.round(10 * examplesPerSecond),
        new RoundTiming(10, 0, 0, 0, 0, 0, 0));
  }

  public static EpochReport epoch(int epoch, double accuracy, double loss) {
    return epoch(epoch, 5 * epoch, accuracy, loss);
  }

  static EpochReport epoch(int epoch, int step, double accuracy, double loss) {
    return new EpochReport(epoch, step, new EpochReport.Score(accuracy, loss), null, 1);
  }
}
