package org.leap.spark.checkpoint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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

  /** Of the rounds, where nothing else keeps them: doubles, each in the place of two floats. */
  static final String LOSSES = "losses";

  /** Those that this release can go on with. */
  static final Set<String> KNOWN = Set.of(PARAMETERS, OPTIMIZER_STATE, MEAN, OUTER_STATE, LOSSES);

  private static final float[] NONE = {};

  private StateParts() {}

  /** Those of a checkpoint that are not empty. */
  static Map<String, float[]> of(Checkpoint checkpoint) {
    Map<String, float[]> parts = new LinkedHashMap<>();
    parts.put(PARAMETERS, checkpoint.state().parameters());
    parts.put(OPTIMIZER_STATE, checkpoint.state().optimizerState());
    parts.put(MEAN, checkpoint.memory().mean().parameters());
    parts.put(OUTER_STATE, checkpoint.state().outerState());
    parts.put(LOSSES, bits(checkpoint.memory().losses()));
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

  static List<Double> losses(Map<String, float[]> parts) {
    float[] bits = parts.getOrDefault(LOSSES, NONE);
    List<Double> losses = new ArrayList<>(bits.length / 2);
    for (int i = 0; i < bits.length; i += 2) {
      long low = Float.floatToRawIntBits(bits[i]) & 0xFFFF_FFFFL;
      long high = Float.floatToRawIntBits(bits[i + 1]);
      losses.add(Double.longBitsToDouble(high << Integer.SIZE | low));
    }
    return losses;
  }

  /** The low half of a double first, so that the file has it in the order of its bytes. */
  private static float[] bits(List<Double> losses) {
    float[] bits = new float[Math.multiplyExact(2, losses.size())];
    int i = 0;
    for (double loss : losses) {
      long all = Double.doubleToRawLongBits(loss);
      bits[i++] = Float.intBitsToFloat((int) all);
      bits[i++] = Float.intBitsToFloat((int) (all >>> Integer.SIZE));
    }
    return bits;
  }
}
