package org.leap.spark.engine;

/** Told, on the driver and in order, what happened. */
public interface RunListener {
  /** After each round. */
  void roundFinished(RoundReport round);

  /** After the last round of an epoch, with the state it ended with. */
  void epochFinished(int epoch, int step, NetworkState state);
}
