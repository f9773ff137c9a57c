package org.leap.jobs.plan;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.leap.core.gradient.GradientTreatment;
import org.leap.core.graph.NodeGraph;
import org.leap.core.noise.SeedDerivation;
import org.leap.jobs.config.FlatMinimaConfig;
import org.leap.jobs.config.ModelConfig;
import org.leap.jobs.config.PerturbationConfig;
import org.leap.jobs.config.RunConfig;
import org.leap.jobs.config.ScheduleConfig;
import org.leap.jobs.config.Span;
import org.leap.jobs.config.Span.Clock;
import org.leap.jobs.config.TrainingConfig;
import org.leap.jobs.config.TrainingConfig.GradientClip;
import org.leap.jobs.datasets.DataSet;
import org.leap.jobs.formats.DataSignature;
import org.leap.jobs.model.GraphZoo;
import org.leap.jobs.model.ModelZoo;
import org.leap.jobs.model.OwnNetwork;
import org.leap.jobs.model.ZooNetwork;
import org.leap.jobs.process.UsageException;
import org.leap.spark.data.ChunkLayout;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.GraphChunks;
import org.leap.spark.engine.AveragingTrainer;
import org.leap.spark.engine.NetworkBlueprint;
import org.leap.spark.engine.NetworkState;
import org.leap.spark.engine.TrainingPlan;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * Everything that is derived from a configuration and its data before training.
 *
 * @param normalizesBatches whether the network has batch normalization
 * @param start what the network starts from, where it is not drawn
 * @param replicaBytes what one replica takes outside the heap, by DL4J's estimate
 * @param data what data must agree with to be scored afterwards
 * @param origin what a network from a file starts from
 */
public record Plan(
    ChunkLayout layout,
    NetworkBlueprint blueprint,
    TrainingPlan training,
    boolean normalizesBatches,
    Optional<NetworkState> start,
    long replicaBytes,
    DataSignature data,
    StartingPoint origin) {

  /** Chunks are large enough to be worth a block of Spark's, small enough to spread a small set. */
  public static final long CHUNK_BYTES = 4 << 20;

  private static final long GRADIENT_NOISE = 20;

  /** Epochs of the run; the last may be cut short. */
  public int epochs() {
    return 1 + (training.steps() - 1) / layout.stepsPerEpoch();
  }

  /**
   * What a run of this configuration on these data does.
   *
   * @throws UsageException if configuration and data do not go together
   */
  public static Plan of(RunConfig config, DataSet data, Configuration hadoop) throws IOException {
    try {
      return plan(config, data, hadoop);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  private static Plan plan(RunConfig config, DataSet data, Configuration hadoop)
      throws IOException {
    ChunkLayout layout = layout(config.training(), data);
    int steps = steps(config.training(), layout.stepsPerEpoch());
    if (config.training().earlyStopping().isPresent() && data.validation().isEmpty()) {
      throw new UsageException(
          "training.earlyStopping needs a validation set: write data.validation, or leave it out");
    }
    refuseLateAveraging(config, steps, layout.stepsPerEpoch());
    Clock clock = new Clock(layout.stepsPerEpoch(), steps);
    DataSignature signature = data.signature(config.data());
    Chosen pick = network(config, data, clock, signature, hadoop);
    OwnNetwork chosen = weighted(config.training(), data, pick.network());
    ZooNetwork network = chosen.network();
    network.checkMemory();
    long replicaBytes =
        network.trainingBytes(
            ModelZoo.inputType(chosen.flatInput(), data.inputShape()),
            data.graph().map(NodeGraph::nodes).orElse(config.training().batchSize()));
    if (!config.perturbation().isOff()) {
      network = network.perturbed(config.perturbation().over(steps));
    }
    NetworkBlueprint blueprint =
        network
            .blueprint(chosen.flatInput())
            .withRecompute(config.training().recompute())
            .withPrecision(config.training().precision());
    boolean keepsOptimizer =
        config.model() instanceof ModelConfig.File file
            && file.optimizerState() == ModelConfig.File.FirstState.KEEP;
    TrainingPlan training =
        training(config, clock).withOptimizerSteps(keepsOptimizer ? chosen.steps() : 0);
    AveragingTrainer.check(blueprint, training);
    ExampleShape input = data.inputShape();
    blueprint.checkPrecision(
        chosen.flatInput()
            ? new long[] {input.size()}
            : new long[] {input.channels(), input.height(), input.width()});
    return new Plan(
        layout,
        blueprint,
        training,
        network.layers().stream().anyMatch(BatchNormalization.class::isInstance),
        chosen.start(blueprint, keepsOptimizer),
        replicaBytes,
        signature,
        pick.origin());
  }

  /** The network to train, and where it comes from. */
  private record Chosen(OwnNetwork network, StartingPoint origin) {}

  private static Chosen network(
      RunConfig config, DataSet data, Clock clock, DataSignature signature, Configuration hadoop)
      throws IOException {
    if (config.model() instanceof ModelConfig.File file) {
      OwnNetwork read = OwnNetwork.read(file, hadoop, config.seed());
      requireGraph(read.takesGraph(), data, "the network in model.file takes a graph");
      boolean ownRate = config.schedule() instanceof ScheduleConfig.OfNetwork;
      OwnNetwork own =
          read.in(
              config,
              data.shape().outputs(),
              ownRate ? Optional.empty() : Optional.of(config.schedule().at(clock)));
      data.graph()
          .ifPresentOrElse(
              graph -> own.check(graph, data.shape().classes()),
              () -> own.check(data.inputShape()));
      return new Chosen(own, StartingPoint.of(config, read, own, signature));
    }
    requireGraph(
        config.model() instanceof ModelConfig.OfGraph,
        data,
        "model.name is gcn, gat or gin, which take a graph");
    IUpdater optimizer = config.optimizer().updater(config.schedule().at(clock));
    ZooNetwork drawn = zooNetwork(config, data, optimizer);
    return new Chosen(OwnNetwork.of(drawn, ModelZoo.flatInput(config.model())), StartingPoint.NONE);
  }

  private static void requireGraph(boolean takesGraph, DataSet data, String inWords) {
    if (takesGraph != data.graph().isPresent()) {
      throw new UsageException(
          takesGraph
              ? inWords + ": use data.format planetoid or edgelist, or another model"
              : "the data are a graph: use model.name gcn, gat or gin, or other data");
    }
  }

  private static OwnNetwork weighted(TrainingConfig training, DataSet data, OwnNetwork network) {
    if (training.classWeights().isEmpty()) {
      network.checkWeights(data.shape().classes());
      return network;
    }
    return network.weighted(training.classWeights().get().of(data.train().perClass()));
  }

  private static ZooNetwork zooNetwork(RunConfig config, DataSet data, IUpdater optimizer) {
    return config.model() instanceof ModelConfig.OfGraph model
        ? GraphZoo.network(
            model,
            data.graph().orElseThrow().features().columns(),
            data.shape().classes(),
            optimizer,
            config.optimizer().weightDecay(),
            config.seed())
        : ModelZoo.network(
            config.model(),
            data.inputShape(),
            optimizer,
            config.optimizer().weightDecay(),
            config.seed());
  }

  private static void refuseLateAveraging(RunConfig config, int steps, int stepsPerEpoch) {
    Optional<Span> start = config.flatMinima().swa().map(FlatMinimaConfig.Swa::start);
    if (start.isPresent() && start.get().toSteps(stepsPerEpoch) > steps) {
      throw new UsageException(
          "flatMinima.swa.start is %s, but the run ends after %s steps (%s an epoch): start earlier"
              .formatted(start.get(), steps, stepsPerEpoch));
    }
  }

  static ChunkLayout layout(TrainingConfig training, DataSet data) {
    int examples = data.train().count();
    if (data.graph().isPresent()) {
      return GraphChunks.layout(examples, training.workers());
    }
    int batches = (int) (((long) examples + training.batchSize() - 1) / training.batchSize());
    if (training.workers() > batches) {
      throw new UsageException(
          "training.workers is %s, but an epoch of %s examples has %s minibatches of %s: lower training.workers or training.batchSize"
              .formatted(training.workers(), examples, batches, training.batchSize()));
    }
    ChunkLayout layout =
        ChunkLayout.of(
            examples, training.workers(), training.batchSize(), data.shape().bytes(), CHUNK_BYTES);
    return training.evaluateEvery().count() > 1 && layout.stepsPerEpoch() == 1
        ? layout.overEpochs()
        : layout;
  }

  static int steps(TrainingConfig training, int stepsPerEpoch) {
    long steps = training.length().toSteps(stepsPerEpoch);
    if (steps > Integer.MAX_VALUE) {
      throw new UsageException(
          "%s are %s local steps, more than %s: shorten the run or enlarge training.batchSize"
              .formatted(training.length(), steps, Integer.MAX_VALUE));
    }
    return (int) steps;
  }

  private static GradientTreatment gradients(RunConfig config) {
    Optional<GradientClip> clip = config.training().gradientClip();
    Optional<FlatMinimaConfig.GradientNoise> noise = config.flatMinima().gradientNoise();
    return new GradientTreatment(
        config.flatMinima().sam().map(FlatMinimaConfig.Sam::rho).orElse(0.0),
        clip.map(GradientClip::by).orElse(GradientTreatment.Clip.NONE),
        clip.map(GradientClip::bound).orElse(0.0),
        noise.map(FlatMinimaConfig.GradientNoise::eta).orElse(0.0),
        noise.map(FlatMinimaConfig.GradientNoise::gamma).orElse(0.0),
        SeedDerivation.derive(config.seed(), GRADIENT_NOISE));
  }

  static TrainingPlan training(RunConfig config, Clock clock) {
    PerturbationConfig perturbation = config.perturbation();
    TrainingConfig training = config.training();
    TrainingPlan plan =
        new TrainingPlan(
            config.seed(),
            clock.steps(),
            new TrainingPlan.Averaging(
                training.averagingFrequency().at(clock, config.schedule()),
                training.outer().optimizer(),
                training.optimizerState() == TrainingConfig.OptimizerState.AVERAGE,
                training.reduction()),
            new TrainingPlan.Noise(perturbation.streams(), perturbation.compensation()),
            new TrainingPlan.Hardware(training.threadsPerWorker(), training.allowMixedHardware()),
            gradients(config),
            training.labelSmoothing());
    return plan.withEvaluationEpochs(
        (int) Math.min(training.evaluateEvery().count(), clock.steps()));
  }
}
