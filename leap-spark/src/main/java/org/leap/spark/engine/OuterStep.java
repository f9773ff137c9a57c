package org.leap.spark.engine;

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
    WeightedAverage.inShares(
        next.length,
        (from, to) -> rule.compute(from, to, start.parameters(), average.parameters(), next, kept));
    if (!FlatVector.isFinite(next)) {
      throw new ArithmeticException("the outer optimizer led to parameters that are not finite");
    }
    statistics.copy(average.parameters(), next);
    return new NetworkState(next, average.optimizerState(), kept);
  }
}
