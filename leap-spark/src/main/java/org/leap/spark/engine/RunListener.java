package org.leap.spark.engine;

/** Listener of a run: called on the driver after every round, in the order of the rounds. */
@FunctionalInterface
public interface RunListener {
  /**
   * Called after each round.
   *
   * @param state what the next round starts from
   */
  void roundFinished(RoundReport round, NetworkState state);
}
