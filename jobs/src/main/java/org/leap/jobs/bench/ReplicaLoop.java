package org.leap.jobs.bench;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.leap.core.NetworkView;
import org.leap.core.fast.FastNetworks;
import org.leap.spark.engine.NetworkBlueprint;
import org.nd4j.linalg.dataset.DataSet;

/** A replica that trains ready minibatches one after the other, over and over. */
final class ReplicaLoop implements Turns.Piece {
  private static final int MINIBATCHES = 16;

  /** What DL4J counts among the parameters of a batch normalization, and others do not. */
  private static final Set<String> RUNNING_STATISTICS =
      Set.of(
          BatchNormalizationParamInitializer.GLOBAL_MEAN,
          BatchNormalizationParamInitializer.GLOBAL_VAR,
          BatchNormalizationParamInitializer.GLOBAL_LOG_STD);

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

  /** The products of a step alone; empty where steps are not planned. */
  Optional<Runnable> products() {
    return FastNetworks.products(replica.network(), minibatches.get(0).getFeatures());
  }

  /** Parameters, running statistics not counted. */
  long trainedParameters() {
    return replica.network().paramTable().entrySet().stream()
        .filter(entry -> !RUNNING_STATISTICS.contains(kind(entry.getKey())))
        .mapToLong(entry -> entry.getValue().length())
        .sum();
  }

  /** Of {@code LAYER_KIND}. */
  private static String kind(String parameter) {
    return parameter.substring(parameter.lastIndexOf('_') + 1);
  }
}
