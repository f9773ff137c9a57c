package org.leap.spark.engine;

/** Listener of a run: called on the driver after every round, in the order of the rounds. */
@FunctionalInterface
public interface RunListener {
  /**
   * Called after each round.
   *
   * @param state what the next round starts from
   * @param evaluationDue whether an evaluation falls due in it, as at the end of the run
   */
  void roundFinished(RoundReport round, NetworkState state, boolean evaluationDue);
}
