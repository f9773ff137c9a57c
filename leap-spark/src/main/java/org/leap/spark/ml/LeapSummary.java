package org.leap.spark.ml;

import java.io.Serializable;
import java.util.List;

/**
 * How training went.
 *
 * @param lossHistory mean loss of every round of averaging, in order
 * @param examples of one epoch
 * @param steps local steps of a worker, over all epochs
 */
public record LeapSummary(List<Double> lossHistory, long examples, int steps)
    implements Serializable {
  public LeapSummary {
    lossHistory = List.copyOf(lossHistory);
  }
}
