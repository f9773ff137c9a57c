package org.leap.jobs.data;

import java.math.BigInteger;

/**
 * Mean and standard deviation of the pixel values of every channel, over 0 to 255.
 *
 * <p>Sums are exact integers and only the last division and root round, so the result does not
 * depend on the order of the images.
 */
public final class PixelStatistics {
  private final double[] mean;
  private final double[] standardDeviation;

  private PixelStatistics(double[] mean, double[] standardDeviation) {
    this.mean = mean;
    this.standardDeviation = standardDeviation;
  }

  /**
   * Statistics of a data set, normally the training set.
   *
   * @throws IllegalArgumentException if there are no images
   */
  public static PixelStatistics of(LabeledImages images) {
    if (images.count() == 0) {
      throw new IllegalArgumentException("pixel statistics need at least one image");
    }
    int channels = images.channels();
    int plane = images.height() * images.width();
    long[] sum = new long[channels];
    long[] squares = new long[channels];
    for (int row = 0, index = 0; row < images.count(); row++) {
      for (int channel = 0; channel < channels; channel++) {
        for (int end = index + plane; index < end; index++) {
          long value = images.pixel(index);
          sum[channel] += value;
          squares[channel] += value * value;
        }
      }
    }
    long values = (long) images.count() * plane;
    double[] mean = new double[channels];
    double[] deviation = new double[channels];
    for (int channel = 0; channel < channels; channel++) {
      mean[channel] = (double) sum[channel] / values;
      deviation[channel] = deviation(values, sum[channel], squares[channel]);
    }
    return new PixelStatistics(mean, deviation);
  }

  /** sqrt(n * sum of squares - square of sum) / n: nothing cancels, the integers are exact. */
  private static double deviation(long values, long sum, long squares) {
    BigInteger scaledVariance =
        BigInteger.valueOf(values)
            .multiply(BigInteger.valueOf(squares))
            .subtract(BigInteger.valueOf(sum).pow(2));
    return Math.sqrt(scaledVariance.doubleValue()) / values;
  }

  public int channels() {
    return mean.length;
  }

  /** Mean of a channel's values, 0 to 255. */
  public double mean(int channel) {
    return mean[channel];
  }

  /** Standard deviation (divided by n) of a channel's values; 0 where all values agree. */
  public double standardDeviation(int channel) {
    return standardDeviation[channel];
  }
}
