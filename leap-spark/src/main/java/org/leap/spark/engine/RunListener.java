package org.leap.spark.engine;

/** Told, on the driver and in order, what happened. */
@FunctionalInterface
public interface RunListener {
  /**
   * After each round.
   *
   * @param state what the next round starts from
   */
  void roundFinished(RoundReport round, NetworkState state);
}
