package org.leap.jobs.formats;

import java.io.Serializable;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.FeatureType;

/**
 * Mean, standard deviation, smallest and largest of the values of every channel, gathered example
 * by example.
 *
 * <p>Of bytes the sums are exact integers and only the last division and root round, so the order
 * does not matter. Of floats they are those of Welford (1962), and of Chan, Golub and LeVeque
 * (1979) for {@link #plus}: who wants the same bits must add in the same order and cut it at the
 * same places.
 */
public final class ChannelMoments implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int channels;
  private final int plane;
  private final long[] sum;
  private final long[] squares;
  private final double[] mean;
  private final double[] squaredDeviations;
  private final double[] smallest;
  private final double[] largest;
  private long values;

  /** Statistics of no examples yet, for so many channels. */
  public ChannelMoments(ExampleShape shape) {
    boolean bytes = shape.type() == FeatureType.UINT8;
    this.channels = shape.channels();
    this.plane = shape.height() * shape.width();
    this.sum = new long[bytes ? shape.channels() : 0];
    this.squares = new long[sum.length];
    this.mean = new double[bytes ? 0 : shape.channels()];
    this.squaredDeviations = new double[mean.length];
    this.smallest = new double[channels];
    this.largest = new double[channels];
    Arrays.fill(smallest, Double.POSITIVE_INFINITY);
    Arrays.fill(largest, Double.NEGATIVE_INFINITY);
  }

  /**
   * Adds an example.
   *
   * @param features holds the example's bytes from {@code offset} on
   */
  public void add(byte[] features, int offset) {
    if (sum.length > 0) {
      addBytes(features, offset);
    } else {
      addFloats(
          ByteBuffer.wrap(features, offset, channels * plane * Float.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN)
              .asFloatBuffer());
    }
    values += plane;
  }

  private void addBytes(byte[] features, int offset) {
    int index = offset;
    for (int c = 0; c < sum.length; c++) {
      long channelSum = 0;
      long channelSquares = 0;
      for (int end = index + plane; index < end; index++) {
        int value = features[index] & 0xff;
        channelSum += value;
        channelSquares += (long) value * value;
        reach(c, value);
      }
      sum[c] += channelSum;
      squares[c] += channelSquares;
    }
  }

  private void addFloats(FloatBuffer floats) {
    for (int i = 0; i < plane; i++) {
      double share = 1.0 / (values + i + 1);
      for (int c = 0; c < mean.length; c++) {
        double value = floats.get(c * plane + i);
        double step = value - mean[c];
        mean[c] += step * share;
        squaredDeviations[c] += step * (value - mean[c]);
        reach(c, value);
      }
    }
  }

  private void reach(int channel, double value) {
    smallest[channel] = Math.min(smallest[channel], value);
    largest[channel] = Math.max(largest[channel], value);
  }

  /** Adds the examples of the statistics that come next in the order. */
  public void plus(ChannelMoments next) {
    if (next.values == 0) {
      return;
    }
    for (int c = 0; c < sum.length; c++) {
      sum[c] += next.sum[c];
      squares[c] += next.squares[c];
    }
    for (int c = 0; c < channels; c++) {
      smallest[c] = Math.min(smallest[c], next.smallest[c]);
      largest[c] = Math.max(largest[c], next.largest[c]);
    }
    double total = (double) values + next.values;
    for (int c = 0; c < mean.length; c++) {
      double step = next.mean[c] - mean[c];
      mean[c] += step * (next.values / total);
      squaredDeviations[c] +=
          next.squaredDeviations[c] + step * step * (values * (next.values / total));
    }
    values += next.values;
  }

  /** Number of channels. */
  public int channels() {
    return channels;
  }

  /**
   * Mean of a channel's values.
   *
   * @throws IllegalStateException if there are no examples
   */
  public double mean(int channel) {
    refuseEmptiness();
    return sum.length > 0 ? (double) sum[channel] / values : mean[channel];
  }

  /**
   * Standard deviation (divided by n) of a channel's values; 0 where all values agree.
   *
   * @throws IllegalStateException if there are no examples
   */
  public double standardDeviation(int channel) {
    refuseEmptiness();
    return sum.length > 0
        ? deviation(values, sum[channel], squares[channel])
        : Math.sqrt(squaredDeviations[channel] / values);
  }

  /**
   * The least of a channel's values.
   *
   * @throws IllegalStateException if there are no examples
   */
  public double smallest(int channel) {
    refuseEmptiness();
    return smallest[channel];
  }

  /**
   * The greatest of a channel's values.
   *
   * @throws IllegalStateException if there are no examples
   */
  public double largest(int channel) {
    refuseEmptiness();
    return largest[channel];
  }

  private void refuseEmptiness() {
    if (values == 0) {
      throw new IllegalStateException("statistics need at least one example");
    }
  }

  /** sqrt(n * sum of squares - square of sum) / n: nothing cancels, the integers are exact. */
  private static double deviation(long values, long sum, long squares) {
    BigInteger scaledVariance =
        BigInteger.valueOf(values)
            .multiply(BigInteger.valueOf(squares))
            .subtract(BigInteger.valueOf(sum).pow(2));
    return Math.sqrt(scaledVariance.doubleValue()) / values;
  }
}
