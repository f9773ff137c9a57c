package org.leap.spark.engine;

import java.io.Serializable;

/**
 * What a worker made of its round.
 *
 * @param state null when it had nothing to train or diverged
 * @param examples examples it trained on
 * @param lossSum sum over examples of the loss of their minibatch
 * @param divergence null, or what went wrong. A value and not an exception, which Spark would
 *     retry.
 */
record WorkerResult(NetworkState state, int examples, double lossSum, String divergence)
    implements Serializable {

  static WorkerResult diverged(String what) {
    return new WorkerResult(null, 0, Double.NaN, what);
  }
}
