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
 * @param losses mean loss of every round, in order, where nothing else keeps them
 */
public record RunMemory(
    List<Evaluation> evaluations, ModelMean mean, boolean evaluationDue, List<Double> losses) {
  /** Of a run that begins. */
  public static final RunMemory EMPTY = new RunMemory(List.of(), ModelMean.NONE, false);

  public RunMemory {
    evaluations = List.copyOf(evaluations);
    losses = List.copyOf(losses);
  }

  /** Of a run whose losses are kept elsewhere. */
  public RunMemory(List<Evaluation> evaluations, ModelMean mean, boolean evaluationDue) {
    this(evaluations, mean, evaluationDue, List.of());
  }

  /** Of a run that is not evaluated on its way. */
  public static RunMemory ofLosses(List<Double> losses) {
    return new RunMemory(List.of(), ModelMean.NONE, false, losses);
  }
}
