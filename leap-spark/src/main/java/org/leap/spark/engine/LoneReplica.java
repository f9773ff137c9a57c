package org.leap.spark.engine;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A replica without Spark that takes the very steps a task slot takes, to measure them or to
 * compare with. Not thread-safe.
 */
public final class LoneReplica {
  private final Replica replica;

  private LoneReplica(Replica replica) {
    this.replica = replica;
  }

  /** A replica with freshly drawn parameters. */
  public static LoneReplica of(NetworkBlueprint blueprint) {
    return new LoneReplica(blueprint.build());
  }

  /**
   * Trains one minibatch.
   *
   * @param features {@code [b, ...]} as the network wants them
   * @param labels {@code [b, classes]}
   * @return the mean loss, regularization included
   */
  public double fit(INDArray features, INDArray labels) {
    return replica.view().fit(features, labels);
  }
}
