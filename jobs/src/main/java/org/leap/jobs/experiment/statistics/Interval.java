package org.leap.jobs.experiment.statistics;

/** A confidence interval. */
public record Interval(double low, double high) {

  /** Whether a value is in the interval, its ends included. */
  public boolean contains(double value) {
    return low <= value && value <= high;
  }
}
