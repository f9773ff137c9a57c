package org.leap.spark.data;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;

/**
 * Turns a value x of channel c into {@code (x - mean[c]) / deviation[c]}. Mean and deviation are in
 * units of the stored values: 0 to 255 for unsigned bytes.
 */
public record Normalization(List<Double> mean, List<Double> deviation) implements Serializable {

  public Normalization {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    if (mean.size() != deviation.size()) {
      throw new IllegalArgumentException(
          "%s means for %s deviations".formatted(mean.size(), deviation.size()));
    }
  }

  /** Leaves the values as they are. */
  public static Normalization none(int channels) {
    return of(channels, 1);
  }

  /** Scales the bytes to 0 to 1. */
  public static Normalization unit(int channels) {
    return of(channels, 255);
  }

  private static Normalization of(int channels, double deviation) {
    return new Normalization(
        Collections.nCopies(channels, 0.0), Collections.nCopies(channels, deviation));
  }

  /** The 256 values that the bytes of a channel become; a constant channel becomes 0. */
  float[] table(int channel) {
    float[] table = new float[256];
    double scale = scale(channel);
    for (int x = 0; x < table.length; x++) {
      table[x] = (float) ((x - mean.get(channel)) * scale);
    }
    return table;
  }

  /** What a value of the channel is multiplied by once its mean is subtracted. */
  double scale(int channel) {
    return deviation.get(channel) == 0 ? 0 : 1 / deviation.get(channel);
  }
}
