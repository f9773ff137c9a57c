package org.leap.spark.engine;

import java.util.stream.IntStream;

/**
 * A plan's outer optimizer on the driver. The running statistics of batch normalization are no
 * parameters that a gradient moves: they are the average's in any case.
 */
final class OuterStep {
  private final OuterOptimizer optimizer;

  /** Null where the average is taken as it is. */
  private final BatchStatistics statistics;

  OuterStep(OuterOptimizer optimizer, NetworkBlueprint blueprint) {
    this.optimizer = optimizer;
    this.statistics = optimizer.takesTheAverage() ? null : BatchStatistics.of(blueprint);
  }

  /**
   * What the next round begins with.
   *
   * @throws ArithmeticException if it is not finite
   */
  NetworkState from(NetworkState start, NetworkState average) {
    if (statistics == null) {
      return average;
    }
    float[] next = new float[average.parameters().length];
    int size = optimizer.stateSize(next.length);
    float[] before = start.outerState().length == 0 ? new float[size] : start.outerState();
    if (before.length != size) {
      throw new IllegalArgumentException(
          "%s values of an outer optimizer that keeps %s".formatted(before.length, size));
    }
    float[] kept = new float[size];
    OuterOptimizer.Rule rule = optimizer.rule(before);
    int share = WeightedAverage.SHARE;
    // Elements do not depend on each other, so the threads that share them change no bit.
    int broken =
        IntStream.range(0, (next.length + share - 1) / share)
            .parallel()
            .map(
                i -> {
                  int first = i * share;
                  int end = Math.min(first + share, next.length);
                  rule.compute(first, end, start.parameters(), average.parameters(), next, kept);
                  return isFinite(next, first, end) ? 0 : 1;
                })
            .sum();
    if (broken > 0) {
      throw new ArithmeticException("the outer optimizer led to parameters that are not finite");
    }
    statistics.copy(average.parameters(), next);
    return new NetworkState(next, average.optimizerState(), kept);
  }

  private static boolean isFinite(float[] values, int first, int end) {
    float sum = 0;
    for (int i = first; i < end; i++) {
      // 0 of a finite value, not a number of any other.
      sum += values[i] * 0;
    }
    return sum == 0;
  }
}
