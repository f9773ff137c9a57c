package org.leap.jobs.report;

import java.util.List;

/**
 * A mean over seeds.
 *
 * @param mean NaN if there are no values
 * @param deviation of the sample; 0 for a single value
 */
public record MeanValue(double mean, double deviation) {

  /** Mean and spread of the finite values. */
  public static MeanValue of(List<Double> values) {
    double[] finite =
        values.stream().mapToDouble(Double::doubleValue).filter(Double::isFinite).toArray();
    double mean = 0;
    for (double value : finite) {
      mean += value / finite.length;
    }
    double squares = 0;
    for (double value : finite) {
      squares += (value - mean) * (value - mean);
    }
    return new MeanValue(
        finite.length == 0 ? Double.NaN : mean,
        finite.length < 2 ? 0 : Math.sqrt(squares / (finite.length - 1)));
  }
}
