package org.leap.jobs.run;

import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.leap.core.Perturbation;
import org.leap.core.gradient.GradientTreatment;
import org.leap.core.noise.SeedDerivation;
import org.leap.jobs.config.FlatMinimaConfig;
import org.leap.jobs.config.GradientClip;
import org.leap.jobs.config.PerturbationConfig;
import org.leap.jobs.config.RunConfig;
import org.leap.jobs.config.Span;
import org.leap.jobs.config.TrainingConfig;
import org.leap.jobs.model.LearningRates;
import org.leap.jobs.model.ModelZoo;
import org.leap.jobs.model.Optimizers;
import org.leap.jobs.model.Perturbations;
import org.leap.jobs.model.ZooNetwork;
import org.leap.spark.data.ChunkLayout;
import org.leap.spark.engine.NetworkBlueprint;
import org.leap.spark.engine.ReductionChoice;
import org.leap.spark.engine.TrainingPlan;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * All that follows from a configuration and its data before anything is trained.
 *
 * @param perturbation absent without LEAP
 * @param normalizesBatches whether the network has batch normalization
 * @param replicaBytes what one replica takes outside the heap, by DL4J's estimate
 */
record RunPlan(
    ChunkLayout layout,
    NetworkBlueprint blueprint,
    TrainingPlan training,
    ISchedule learningRate,
    Optional<Perturbation> perturbation,
    boolean normalizesBatches,
    long replicaBytes) {

  /** Chunks are large enough to be worth a block of Spark's, small enough to spread a small set. */
  static final long CHUNK_BYTES = 4 << 20;

  private static final long GRADIENT_NOISE = 20;

  /** Epochs of the run; the last may be cut short. */
  int epochs() {
    return 1 + (training.steps() - 1) / layout.stepsPerEpoch();
  }

  /**
   * @throws UsageException if configuration and data do not go together
   */
  static RunPlan of(RunConfig config, TrainingSet data) {
    try {
      return plan(config, data);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  private static RunPlan plan(RunConfig config, TrainingSet data) {
    ChunkLayout layout = layout(config.training(), data);
    int steps = steps(config.training(), layout);
    refuseLateAveraging(config, steps, layout.stepsPerEpoch());
    ISchedule rate = LearningRates.of(config.schedule(), layout.stepsPerEpoch(), steps);
    ZooNetwork network =
        ModelZoo.network(
            config.model(),
            data.shape(),
            Optimizers.of(config.optimizer(), rate),
            config.optimizer().weightDecay(),
            config.seed());
    long replicaBytes =
        network.trainingBytes(
            ModelZoo.inputType(config.model(), data.shape()), config.training().batchSize());
    Optional<Perturbation> perturbation =
        config.perturbation().isOff()
            ? Optional.empty()
            : Optional.of(Perturbations.of(config.perturbation(), steps));
    if (perturbation.isPresent()) {
      network = network.perturbed(perturbation.get());
    }
    return new RunPlan(
        layout,
        network
            .blueprint(ModelZoo.flatInput(config.model()))
            .withRecompute(config.training().recompute()),
        training(config, steps),
        rate,
        perturbation,
        network.layers().stream().anyMatch(BatchNormalization.class::isInstance),
        replicaBytes);
  }

  private static void refuseLateAveraging(RunConfig config, int steps, int stepsPerEpoch) {
    Optional<Span> start = config.flatMinima().swa().map(FlatMinimaConfig.Swa::start);
    if (start.isPresent() && start.get().toSteps(stepsPerEpoch) > steps) {
      throw new UsageException(
          "flatMinima.swa.start is %s, but the run ends after %d steps (%d an epoch): start earlier"
              .formatted(start.get(), steps, stepsPerEpoch));
    }
  }

  private static ChunkLayout layout(TrainingConfig training, TrainingSet data) {
    int examples = data.train().count();
    int batches = (int) (((long) examples + training.batchSize() - 1) / training.batchSize());
    if (training.workers() > batches) {
      throw new UsageException(
          "training.workers is %d, but an epoch of %d examples has %d minibatches of %d: lower training.workers or training.batchSize"
              .formatted(training.workers(), examples, batches, training.batchSize()));
    }
    return ChunkLayout.of(
        examples, training.workers(), training.batchSize(), data.shape().size(), CHUNK_BYTES);
  }

  private static int steps(TrainingConfig training, ChunkLayout layout) {
    long steps = training.length().toSteps(layout.stepsPerEpoch());
    if (steps > Integer.MAX_VALUE) {
      throw new UsageException(
          "%s are %d local steps, more than %d: shorten the run or enlarge training.batchSize"
              .formatted(training.length(), steps, Integer.MAX_VALUE));
    }
    return (int) steps;
  }

  private static GradientTreatment gradients(RunConfig config) {
    Optional<GradientClip> clip = config.training().gradientClip();
    Optional<FlatMinimaConfig.GradientNoise> noise = config.flatMinima().gradientNoise();
    return new GradientTreatment(
        config.flatMinima().sam().map(FlatMinimaConfig.Sam::rho).orElse(0.0),
        clip.map(c -> GradientTreatment.Clip.valueOf(c.by().name()))
            .orElse(GradientTreatment.Clip.NONE),
        clip.map(GradientClip::bound).orElse(0.0),
        noise.map(FlatMinimaConfig.GradientNoise::eta).orElse(0.0),
        noise.map(FlatMinimaConfig.GradientNoise::gamma).orElse(0.0),
        SeedDerivation.derive(config.seed(), GRADIENT_NOISE));
  }

  private static TrainingPlan training(RunConfig config, int steps) {
    PerturbationConfig perturbation = config.perturbation();
    return new TrainingPlan(
        config.seed(),
        steps,
        config.training().averagingFrequency(),
        config.training().optimizerState() == TrainingConfig.OptimizerState.AVERAGE,
        TrainingPlan.NoiseStreams.valueOf(perturbation.streams().name()),
        TrainingPlan.Compensation.valueOf(perturbation.compensation().name()),
        config.training().threadsPerWorker(),
        ReductionChoice.valueOf(config.training().reduction().name()),
        config.training().allowMixedHardware(),
        gradients(config),
        config.training().labelSmoothing());
  }
}
