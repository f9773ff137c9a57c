package org.leap.jobs.train;

/** Counts how often in a row a number, the less the better, was not better than the best before. */
final class Patience {
  private final double minDelta;
  private double best = Double.POSITIVE_INFINITY;
  private int waited;

  /**
   * @param minDelta a number is better if it is less by more than this
   */
  Patience(double minDelta) {
    this.minDelta = minDelta;
  }

  /** How often in a row, this time included; 0 if it is better. NaN never is. */
  int waited(double number) {
    if (number < best - minDelta) {
      best = number;
      waited = 0;
    } else {
      waited++;
    }
    return waited;
  }

  /** Begins to count anew; the best so far stays. */
  void reset() {
    waited = 0;
  }
}
