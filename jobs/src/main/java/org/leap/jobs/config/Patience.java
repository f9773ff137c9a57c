package org.leap.jobs.config;

/**
 * Waits for a value to fall: one is better if it is less than the best before it by more than
 * {@code minDelta}. NaN never is.
 */
public final class Patience {
  private final int evaluations;
  private final double minDelta;
  private double best = Double.POSITIVE_INFINITY;
  private int waited;

  /** Of so many evaluations in a row that are not better. */
  public Patience(int evaluations, double minDelta) {
    this.evaluations = evaluations;
    this.minDelta = minDelta;
  }

  /** Takes note of the next evaluation, and tells whether patience has come to its end. */
  public boolean endsAt(double value) {
    boolean better = value < best - minDelta;
    best = better ? value : best;
    waited = better ? 0 : waited + 1;
    return waited >= evaluations;
  }

  /** Evaluations in a row that were not better. */
  public int waited() {
    return waited;
  }

  void renew() {
    waited = 0;
  }
}
