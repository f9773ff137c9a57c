package org.leap.jobs.experiment.statistics;

/** A confidence interval. */
public record Interval(double low, double high) {

  public boolean contains(double value) {
    return low <= value && value <= high;
  }
}
