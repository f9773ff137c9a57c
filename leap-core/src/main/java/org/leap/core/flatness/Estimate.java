package org.leap.core.flatness;

import java.util.List;

/**
 * A mean of independent samples.
 *
 * @param standardError of the mean; NaN for a single sample
 */
public record Estimate(double value, double standardError, int samples) {

  /** Standard error over the size of the value; not a number where both are 0. */
  public double relativeError() {
    return standardError / Math.abs(value);
  }

  static Estimate mean(List<Double> samples) {
    int n = samples.size();
    double mean = samples.stream().mapToDouble(Double::doubleValue).sum() / n;
    double squares = samples.stream().mapToDouble(x -> (x - mean) * (x - mean)).sum();
    return new Estimate(mean, Math.sqrt(squares / (n - 1) / n), n);
  }
}
