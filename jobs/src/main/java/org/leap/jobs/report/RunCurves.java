package org.leap.jobs.report;

import java.util.List;
import org.leap.spark.engine.RoundReport;

/**
 * Recorded curves of one of several runs that differ in their seed.
 *
 * @param slice losses around the trained network; empty unless computed
 */
public record RunCurves(
    List<RoundReport> rounds, List<EpochReport> epochs, List<SliceValue> slice) {
  public RunCurves {
    rounds = List.copyOf(rounds);
    epochs = List.copyOf(epochs);
    slice = List.copyOf(slice);
  }
}
