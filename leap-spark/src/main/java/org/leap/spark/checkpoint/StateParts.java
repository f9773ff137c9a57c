package org.leap.spark.checkpoint;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.leap.spark.engine.NetworkState;

/**
 * The arrays of a checkpoint by their names, in the order of the state file. What a run keeps
 * besides gets a name of its own here, which only the checkpoints of such runs have.
 */
final class StateParts {
  static final String PARAMETERS = "parameters";
  static final String OPTIMIZER_STATE = "optimizerState";

  /** Of parameters. */
  static final String MEAN = "mean";

  /** Of the optimizer of averages. */
  static final String OUTER_STATE = "outerState";

  /** Those that this release can go on with. */
  static final Set<String> KNOWN = Set.of(PARAMETERS, OPTIMIZER_STATE, MEAN, OUTER_STATE);

  private static final float[] NONE = {};

  private StateParts() {}

  /** Those of a checkpoint that are not empty. */
  static Map<String, float[]> of(Checkpoint checkpoint) {
    Map<String, float[]> parts = new LinkedHashMap<>();
    parts.put(PARAMETERS, checkpoint.state().parameters());
    parts.put(OPTIMIZER_STATE, checkpoint.state().optimizerState());
    parts.put(MEAN, checkpoint.memory().mean().parameters());
    parts.put(OUTER_STATE, checkpoint.state().outerState());
    parts.entrySet().removeIf(part -> part.getValue().length == 0);
    return parts;
  }

  static NetworkState state(Map<String, float[]> parts) {
    return new NetworkState(
        parts.get(PARAMETERS),
        parts.getOrDefault(OPTIMIZER_STATE, NONE),
        parts.getOrDefault(OUTER_STATE, NONE));
  }

  static float[] mean(Map<String, float[]> parts) {
    return parts.getOrDefault(MEAN, NONE);
  }
}
