package org.leap.spark.engine;

/**
 * How far a network was trained before a run: its step and epoch counters go on from here. Rounds
 * are counted from the steps, so that no two rounds of the network's life have one number.
 *
 * @param steps its iteration count, at least 0
 * @param epochs its epoch count, at least 0
 */
public record TrainedBefore(int steps, int epochs) {
  /** Of a new network. */
  public static final TrainedBefore NOTHING = new TrainedBefore(0, 0);

  public TrainedBefore {
    if (steps < 0 || epochs < 0) {
      throw new IllegalArgumentException(
          "a network that was trained %s steps and %s epochs".formatted(steps, epochs));
    }
  }
}
