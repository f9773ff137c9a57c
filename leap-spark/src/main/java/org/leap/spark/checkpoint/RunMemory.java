package org.leap.spark.checkpoint;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.leap.spark.engine.Evaluation;
import org.leap.spark.engine.ModelMean;

/**
 * What a run's driver remembers besides the network's state.
 *
 * @param evaluations those that guide the run, one an epoch
 * @param mean of parameters so far
 * @param evaluationDue whether the last round ended an epoch that is still to be evaluated
 * @param losses mean loss of every round, in order, where nothing else keeps them
 * @param parts further arrays by name, such as the state of what the driver does with averages; the
 *     arrays are not to be modified
 */
public record RunMemory(
    List<Evaluation> evaluations,
    ModelMean mean,
    boolean evaluationDue,
    List<Double> losses,
    SortedMap<String, float[]> parts) {
  /** Of a run that begins. */
  public static final RunMemory EMPTY = new RunMemory(List.of(), ModelMean.NONE, false);

  public RunMemory {
    evaluations = List.copyOf(evaluations);
    losses = List.copyOf(losses);
    parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
  }

  /** Without losses and further parts. */
  public RunMemory(List<Evaluation> evaluations, ModelMean mean, boolean evaluationDue) {
    this(evaluations, mean, evaluationDue, List.of(), new TreeMap<>());
  }

  /** Of a run that is not evaluated on its way. */
  public static RunMemory ofLosses(List<Double> losses) {
    return new RunMemory(List.of(), ModelMean.NONE, false, losses, new TreeMap<>());
  }

  /** The same with other parts. */
  public RunMemory withParts(Map<String, float[]> other) {
    return new RunMemory(evaluations, mean, evaluationDue, losses, new TreeMap<>(other));
  }
}
