package org.leap.spark.engine;

/** Listener of a run: called on the driver after every round, in the order of the rounds. */
@FunctionalInterface
public interface RunListener {
  /**
   * Called after each round.
   *
   * @param state what the next round starts from
   * @param lastOfEpoch whether an epoch or the run ends with it
   */
  void roundFinished(RoundReport round, NetworkState state, boolean lastOfEpoch);
}
