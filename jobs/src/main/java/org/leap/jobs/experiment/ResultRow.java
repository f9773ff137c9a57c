package org.leap.jobs.experiment;

import java.util.List;

/**
 * A run of a cell, as {@code results.csv} has it. What is not known is null.
 *
 * @param run name of its folder
 * @param labels of its cell, in the order of the axes
 * @param state SUCCEEDED, DIVERGED, FAILED, or INTERRUPTED where it had no end
 * @param errorRate 1 less {@code testAccuracy}
 * @param bestAccuracy of all evaluations
 * @param flatness null unless measured
 */
record ResultRow(
    String run,
    List<String> labels,
    boolean leap,
    double sigma,
    long seed,
    String state,
    int epochs,
    long rounds,
    long examples,
    Double trainLoss,
    Double testLoss,
    Double testAccuracy,
    Double errorRate,
    Double bestAccuracy,
    Flatness flatness,
    String paramsSha256) {

  /** How flat the minimum is. */
  record Flatness(
      Double loss,
      Double largestEigenvalue,
      Double trace,
      Double traceStandardError,
      Double noiseIncrease,
      Double noiseStandardError) {}

  ResultRow {
    labels = List.copyOf(labels);
  }

  boolean succeeded() {
    return state.equals("SUCCEEDED") && errorRate != null && Double.isFinite(errorRate);
  }
}
