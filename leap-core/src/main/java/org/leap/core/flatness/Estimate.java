package org.leap.core.flatness;

import java.util.List;

/**
 * A mean of independent samples.
 *
 * @param standardError of the mean; NaN for a single sample
 */
public record Estimate(double value, double standardError, int samples) {

  static Estimate mean(List<Double> samples) {
    int n = samples.size();
    double mean = samples.stream().mapToDouble(Double::doubleValue).sum() / n;
    double squares = samples.stream().mapToDouble(x -> (x - mean) * (x - mean)).sum();
    return new Estimate(mean, Math.sqrt(squares / (n - 1) / n), n);
  }
}
