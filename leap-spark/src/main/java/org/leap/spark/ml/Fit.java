package org.leap.spark.ml;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.storage.StorageLevel;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.leap.core.Leap;
import org.leap.core.Perturbation;
import org.leap.core.noise.SeedDerivation;
import org.leap.spark.checkpoint.ProgramTraining;
import org.leap.spark.checkpoint.RunCheckpoints;
import org.leap.spark.data.ChunkedData;
import org.leap.spark.data.DataSetChunkRdd;
import org.leap.spark.data.HostDataSet;
import org.leap.spark.engine.AveragingTrainer;
import org.leap.spark.engine.JobGroup;
import org.leap.spark.engine.NetworkBlueprint;
import org.leap.spark.engine.NetworkState;
import org.leap.spark.engine.TrainingPlan;

/** One training of a network by the params of an estimator. */
final class Fit {
  private static final long INITIALIZATION = 12;

  /** Params that change no bit, and those that the configuration of the network has. */
  private static final Set<String> NEUTRAL =
      Set.of(
          "featuresCol",
          "labelCol",
          "predictionCol",
          "probabilityCol",
          "rawPredictionCol",
          "handleInvalid",
          "numClasses",
          "layers",
          "network",
          "epochs",
          "checkpointDir",
          "checkpointInterval");

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
        new JobGroup(task.rows().context())
            .run(
                "placing the rows",
                () ->
                    DataSetChunkRdd.place(
                        task.rows(),
                        () -> number(params.workers()),
                        number(params.batchSize()),
                        DataSetChunkRdd.persisted(StorageLevel.MEMORY_AND_DISK())));
    try {
      NetworkBlueprint blueprint = NetworkBlueprint.of(perturbed(configuration), false);
      TrainingPlan plan =
          new TrainingPlan(
              seed,
              steps(data.layout().stepsPerEpoch()),
              params.averaging().averaging(data.layout().stepsPerEpoch()));
      List<Double> losses = new ArrayList<>();
      NetworkState state = train(blueprint, data, plan, losses);
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

  /** Adds the mean loss of every round. */
  private NetworkState train(
      NetworkBlueprint blueprint, ChunkedData data, TrainingPlan plan, List<Double> losses) {
    AveragingTrainer trainer = new AveragingTrainer(blueprint, data, plan);
    NetworkState start = AveragingTrainer.initialState(blueprint);
    String dir = params.getOrDefault(params.checkpointDir());
    if (dir.isEmpty()) {
      return trainer.train(start, 0, (round, average, evaluationDue) -> losses.add(round.loss()));
    }
    ProgramTraining training =
        ProgramTraining.in(
            dir,
            data.chunks().context().hadoopConfiguration(),
            new RunCheckpoints.Settings(
                number(params.checkpointInterval()), RunCheckpoints.Settings.KEEP),
            "Spark ML estimator");
    NetworkState end =
        training.train(
            new ProgramTraining.Stretch(
                trainer,
                0,
                plan.steps(),
                true,
                ProgramTraining.Stretch.facts(
                    shapingResults(data), blueprint, ProgramTraining.digest(data))),
            start,
            (round, average, evaluationDue) -> {},
            state -> {});
    losses.addAll(training.losses());
    return end;
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

  /**
   * What the bits depend on, besides network and data: all params that are not the default, but for
   * those that change no bit. A longer fit goes on from a shorter one.
   */
  private String shapingResults(ChunkedData data) {
    SortedMap<String, String> shaping = new TreeMap<>();
    for (Param<?> param : params.params()) {
      if (params.isSet(param)
          && !NEUTRAL.contains(param.name())
          && !params.getDefault(param).contains(params.getOrDefault(param))) {
        shaping.put(param.name(), String.valueOf(params.getOrDefault(param)));
      }
    }
    shaping.put("workers", Integer.toString(data.layout().workers()));
    return shaping.toString();
  }

  private int steps(int perEpoch) {
    long steps = (long) perEpoch * number(params.epochs());
    if (steps > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "epochs: %s of %s steps each, at most %s steps can be trained"
              .formatted(number(params.epochs()), perEpoch, Integer.MAX_VALUE));
    }
    return (int) steps;
  }

  private int number(IntParam param) {
    return (int) params.getOrDefault(param);
  }
}
