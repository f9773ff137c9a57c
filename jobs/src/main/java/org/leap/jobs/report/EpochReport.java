package org.leap.jobs.report;

/**
 * An evaluation at the end of an epoch. A loss that is not finite or not known is NaN.
 *
 * @param epoch number of the epoch that it follows, from 1
 * @param step local steps done since the start of the run
 * @param validation null without a validation set
 * @param seconds that the evaluation took
 */
public record EpochReport(int epoch, int step, Score test, Score validation, double seconds) {

  /**
   * How well a network does on a set.
   *
   * @param accuracy share of the examples classified rightly, 0 to 1
   * @param loss mean over the examples
   */
  public record Score(double accuracy, double loss) {}

  /** Share of the test examples classified rightly. */
  public double testAccuracy() {
    return test.accuracy();
  }

  /** Mean loss of the test examples. */
  public double testLoss() {
    return test.loss();
  }
}
