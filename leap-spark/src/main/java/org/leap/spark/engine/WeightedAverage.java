package org.leap.spark.engine;

import java.util.Arrays;
import java.util.List;

/**
 * The mean of vectors weighted by examples: {@code sum(n(w) x(w)) / sum(n(w))}, summed in double
 * precision in the order of the list. A vector alone is returned to the bit.
 */
final class WeightedAverage {
  /** Elements summed at a time, so that the sums stay in the first cache. */
  private static final int BLOCK = 2048;

  private WeightedAverage() {}

  static float[] of(List<float[]> vectors, long[] weights) {
    int length = vectors.get(0).length;
    double total = 0;
    for (long weight : weights) {
      total += (double) weight;
    }
    float[] mean = new float[length];
    double[] sum = new double[BLOCK];
    for (int start = 0; start < length; start += BLOCK) {
      int n = Math.min(BLOCK, length - start);
      Arrays.fill(sum, 0);
      for (int w = 0; w < weights.length; w++) {
        addWeighted(vectors.get(w), start, n, (double) weights[w], sum);
      }
      for (int i = 0; i < n; i++) {
        mean[start + i] = (float) (sum[i] / total);
      }
    }
    return mean;
  }

  private static void addWeighted(float[] vector, int start, int n, double weight, double[] sum) {
    for (int i = 0; i < n; i++) {
      sum[i] += weight * vector[start + i];
    }
  }
}
