package org.leap.spark.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The mean of vectors weighted by examples: {@code sum(n(w) x(w)) / sum(n(w))}, summed in double
 * precision in the order of the list. A vector alone is returned to the bit.
 */
final class WeightedAverage {
  /** Elements summed at a time, so that the sums stay in the first cache. */
  private static final int BLOCK = 2048;

  /** Elements that a thread computes at a time; less is not worth a handover. */
  static final int SHARE = 64 * BLOCK;

  private WeightedAverage() {}

  /**
   * The average of the workers' states.
   *
   * @param states in the order of the reports; those of workers without examples are not looked at
   * @param withOptimizerState whether optimizer state is averaged too; otherwise it is empty
   */
  static NetworkState of(
      List<WorkerReport> reports, List<NetworkState> states, boolean withOptimizerState) {
    List<float[]> parameters = new ArrayList<>();
    List<float[]> optimizerStates = new ArrayList<>();
    List<Integer> weights = new ArrayList<>();
    for (int worker = 0; worker < states.size(); worker++) {
      if (reports.get(worker).examples > 0) {
        parameters.add(states.get(worker).parameters());
        optimizerStates.add(states.get(worker).optimizerState());
        weights.add(reports.get(worker).examples);
      }
    }
    return new NetworkState(
        of(parameters, weights), withOptimizerState ? of(optimizerStates, weights) : new float[0]);
  }

  static float[] of(List<float[]> vectors, List<Integer> weights) {
    int length = vectors.get(0).length;
    double total = weights.stream().mapToLong(weight -> weight).sum();
    float[] mean = new float[length];
    inShares(length, (from, to) -> average(vectors, weights, total, from, to, mean));
    return mean;
  }

  /** Computes some elements, from one place, inclusive, to another, exclusive. */
  @FunctionalInterface
  interface Share {
    void compute(int from, int to);
  }

  /**
   * Computes all elements of vectors, shared by threads. Where elements do not depend on each
   * other, that changes no bit.
   */
  static void inShares(int length, Share share) {
    IntStream.range(0, (length + SHARE - 1) / SHARE)
        .map(i -> i * SHARE)
        .parallel()
        .forEach(from -> share.compute(from, Math.min(from + SHARE, length)));
  }

  /**
   * One share of the elements. Sweeps of one operation each: the compiler makes vectors of the
   * division, and a processor overlaps the conversions.
   */
  private static void average(
      List<float[]> vectors, List<Integer> weights, double total, int from, int to, float[] mean) {
    double[] sum = new double[BLOCK];
    for (int start = from; start < to; start += BLOCK) {
      int n = Math.min(BLOCK, to - start);
      setWeighted(vectors.get(0), start, n, weights.get(0), sum);
      for (int w = 1; w < weights.size(); w++) {
        addWeighted(vectors.get(w), start, n, weights.get(w), sum);
      }
      divide(sum, n, total);
      round(sum, n, mean, start);
    }
  }

  private static void setWeighted(float[] vector, int start, int n, double weight, double[] sum) {
    for (int i = 0; i < n; i++) {
      sum[i] = weight * vector[start + i] + 0.0; // as a sum begins, for the sign of zero
    }
  }

  private static void addWeighted(float[] vector, int start, int n, double weight, double[] sum) {
    for (int i = 0; i < n; i++) {
      sum[i] += weight * vector[start + i];
    }
  }

  private static void divide(double[] sum, int n, double total) {
    for (int i = 0; i < n; i++) {
      sum[i] /= total;
    }
  }

  private static void round(double[] sum, int n, float[] mean, int start) {
    for (int i = 0; i < n; i++) {
      mean[start + i] = (float) sum[i];
    }
  }
}
