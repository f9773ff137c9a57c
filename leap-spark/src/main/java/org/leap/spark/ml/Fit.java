package org.leap.spark.ml;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.storage.StorageLevel;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.leap.core.Leap;
import org.leap.core.Perturbation;
import org.leap.core.noise.SeedDerivation;
import org.leap.spark.data.ChunkedData;
import org.leap.spark.data.DataSetChunkRdd;
import org.leap.spark.data.HostDataSet;
import org.leap.spark.engine.AveragingTrainer;
import org.leap.spark.engine.NetworkBlueprint;
import org.leap.spark.engine.NetworkState;
import org.leap.spark.engine.TrainingPlan;

/** One training of a network by the params of an estimator. */
final class Fit {
  private static final long INITIALIZATION = 12;

  private final LeapEstimator<?, ?> params;
  private final long seed;

  Fit(LeapEstimator<?, ?> params) {
    this.params = params;
    this.seed = (long) params.getOrDefault(params.seed());
  }

  /**
   * What a network is to learn.
   *
   * @param rows minibatches of features and labels already
   * @param inputs features of a row
   */
  record Task(JavaRDD<HostDataSet> rows, int inputs, int outputs, Networks.Output kind) {}

  <M> M model(Task task, LeapModel.Constructor<M> constructor) {
    MultiLayerConfiguration configuration = configuration(task);
    ChunkedData data =
        DataSetChunkRdd.place(
            task.rows(),
            number(params.workers()),
            number(params.batchSize()),
            DataSetChunkRdd.persisted(StorageLevel.MEMORY_AND_DISK()));
    try {
      NetworkBlueprint blueprint = NetworkBlueprint.of(perturbed(configuration), false);
      TrainingPlan plan =
          new TrainingPlan(
              seed,
              Math.multiplyExact(data.layout().stepsPerEpoch(), number(params.epochs())),
              params.averaging().averaging(data.layout().stepsPerEpoch()));
      List<Double> losses = new ArrayList<>();
      NetworkState state =
          new AveragingTrainer(blueprint, data, plan)
              .train(
                  AveragingTrainer.initialState(blueprint),
                  0,
                  (round, average, lastOfEpoch) -> losses.add(round.loss()));
      return constructor.of(
          params.uid(),
          new NetworkFolder.Contents(
              NetworkBlueprint.of(configuration, false),
              new NetworkState(state.parameters()),
              task.inputs()),
          new LeapSummary(losses, data.layout().examples(), plan.steps()));
    } finally {
      data.chunks().unpersist(false);
    }
  }

  /** The network of a fit, without its perturbation. */
  private MultiLayerConfiguration configuration(Task task) {
    if (params.isSet(params.network())) {
      return Networks.parse(params.getOrDefault(params.network()), task.inputs(), task.outputs());
    }
    return Networks.dense(
        task.inputs(),
        params.getOrDefault(params.layers()),
        task.outputs(),
        task.kind(),
        Networks.updater(
            params.getOrDefault(params.updater()),
            (double) params.getOrDefault(params.learningRate())),
        SeedDerivation.deriveForNd4j(seed, INITIALIZATION));
  }

  private MultiLayerConfiguration perturbed(MultiLayerConfiguration configuration) {
    double sigma = (double) params.getOrDefault(params.sigma());
    if (sigma == 0) {
      return configuration;
    }
    String mode = params.getOrDefault(params.mode()).toUpperCase(Locale.ROOT);
    String scope = params.getOrDefault(params.scope()).toUpperCase(Locale.ROOT);
    return Leap.perturb(
        configuration,
        Perturbation.builder()
            .sigma(sigma)
            .mode(Perturbation.Mode.valueOf(mode))
            .scope(Perturbation.Scope.valueOf(scope))
            .seed(seed)
            .build());
  }

  private int number(IntParam param) {
    return (int) params.getOrDefault(param);
  }
}
