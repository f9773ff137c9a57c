package org.leap.jobs.experiment.statistics;

import java.util.List;

/**
 * Mean and spread of values.
 *
 * @param standardDeviation of the sample, with n - 1; NaN for a single value
 */
public record Summary(int count, double mean, double standardDeviation) {

  /**
   * Summarizes values, at least one.
   *
   * @throws IllegalArgumentException if there are no values, or one is not finite
   */
  public static Summary of(List<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("there are no values to summarize");
    }
    for (double value : values) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(
            "value is " + value + ", expected a finite number: leave out pairs with a failed run");
      }
    }
    int n = values.size();
    double mean = values.stream().mapToDouble(Double::doubleValue).sum() / n;
    double squares = values.stream().mapToDouble(x -> (x - mean) * (x - mean)).sum();
    return new Summary(n, mean, Math.sqrt(squares / (n - 1)));
  }

  /** Standard error of the mean. */
  public double standardError() {
    return standardDeviation / Math.sqrt(count);
  }
}
