package org.leap.jobs.bench;

import java.util.List;
import org.leap.core.NetworkView;
import org.leap.spark.engine.NetworkBlueprint;
import org.nd4j.linalg.dataset.DataSet;

/** A replica that trains ready minibatches one after the other, over and over. */
final class ReplicaLoop implements Runnable {
  private static final int MINIBATCHES = 16;

  private final NetworkView replica;
  private final List<DataSet> minibatches;
  private int next;

  ReplicaLoop(NetworkBlueprint blueprint, List<DataSet> minibatches) {
    this.replica = blueprint.fresh();
    this.minibatches = minibatches;
  }

  /** Enough that none is still in the caches when its turn comes again. */
  static List<DataSet> minibatches(BenchModel model, int batchSize, long seed) {
    return new SyntheticData(model.shape(), MINIBATCHES * batchSize, seed)
        .minibatches(batchSize, model.flatInput());
  }

  /** One step. */
  @Override
  public void run() {
    DataSet minibatch = minibatches.get(next);
    next = (next + 1) % minibatches.size();
    replica.fit(minibatch.getFeatures(), minibatch.getLabels());
  }
}
