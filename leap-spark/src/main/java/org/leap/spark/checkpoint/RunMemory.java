package org.leap.spark.checkpoint;

import java.util.List;
import org.leap.spark.engine.Evaluation;
import org.leap.spark.engine.ModelMean;

/**
 * What a run's driver remembers besides the network's state.
 *
 * @param evaluations those that guide the run, one an epoch
 * @param mean of parameters so far
 * @param evaluationDue whether the last round ended an epoch that is still to be evaluated
 */
public record RunMemory(List<Evaluation> evaluations, ModelMean mean, boolean evaluationDue) {
  /** Of a run that begins. */
  public static final RunMemory EMPTY = new RunMemory(List.of(), ModelMean.NONE, false);

  public RunMemory {
    evaluations = List.copyOf(evaluations);
  }
}
