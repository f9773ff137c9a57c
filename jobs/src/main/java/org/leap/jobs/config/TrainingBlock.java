package org.leap.jobs.config;

import java.util.Optional;
import org.leap.jobs.config.TrainingConfig.OptimizerState;
import org.leap.jobs.config.TrainingConfig.Reduction;

/** The {@code training} block. */
final class TrainingBlock {
  /** Stands in resolved configurations even where it has no meaning. */
  private static final long USUAL_BATCH = 32;

  private static final int LARGEST_BATCH = 1_000_000;
  private static final int MOST_WORKERS = 65_536;
  private static final int MOST_STEPS_PER_ROUND = 1_000_000;
  private static final int MOST_THREADS = 1024;

  private static final Key<Long> EPOCHS =
      Key.defaulted(
          "epochs", WholeNumber.between(1, 1_000_000), 1L, "passes over the training set");
  private static final Key<Long> STEPS =
      Key.optional(
          "steps",
          WholeNumber.between(1, 1_000_000_000_000L),
          "",
          "local steps, instead of `epochs`");
  private static final Key<Long> BATCH_SIZE =
      Key.defaulted(
          "batchSize",
          WholeNumber.between(1, LARGEST_BATCH),
          USUAL_BATCH,
          "examples in a minibatch of one logical worker");
  private static final Key<Long> WORKERS =
      Key.defaulted(
          "workers",
          WholeNumber.between(1, MOST_WORKERS),
          1L,
          "logical workers: part of the experiment, not of the cluster");
  private static final Key<Long> AVERAGING_FREQUENCY =
      Key.defaulted(
          "averagingFrequency",
          WholeNumber.between(1, MOST_STEPS_PER_ROUND),
          5L,
          "local steps between two averagings");
  private static final Key<Long> THREADS_PER_WORKER =
      Key.defaulted(
          "threadsPerWorker",
          WholeNumber.between(1, MOST_THREADS),
          1L,
          "threads for the arithmetic of one logical worker; changes the last bits");
  private static final Key<OptimizerState> OPTIMIZER_STATE =
      Key.defaulted(
          "optimizerState",
          Choice.of(OptimizerState.class),
          OptimizerState.AVERAGE,
          "what becomes of the optimizers' state at an averaging");

  private static final Key<Reduction> REDUCTION =
      Key.defaulted(
          "reduction",
          Choice.of(Reduction.class),
          Reduction.AUTO,
          "how workers' states are averaged: whole by the driver, or in parts by the executors; changes no bit");
  private static final Key<Boolean> RECOMPUTE =
      Key.defaulted(
          "recompute",
          Choice.trueOrFalse(),
          false,
          "train with DL4J's own layers, which compute products twice: slower; changes the last bits of convolutional networks");
  private static final Key<Boolean> ALLOW_MIXED_HARDWARE =
      Key.defaulted(
          "allowMixedHardware",
          Choice.trueOrFalse(),
          false,
          "go on where executors, or a checkpoint and this machine, differ in what the last bits depend on");

  private static final Key<GradientClip> GRADIENT_CLIP =
      Key.optional(
          "gradientClip",
          GradientClipBlock.SCHEMA,
          "not clipped",
          "bound of a minibatch's mean gradient, before weight decay is added");
  private static final Key<Double> LABEL_SMOOTHING =
      Key.defaulted(
          "labelSmoothing",
          RealNumber.atLeast(0).below(1),
          0.0,
          "share of every label that is spread evenly over all classes in training");

  private static final Key<EarlyStopping> EARLY_STOPPING =
      Key.optional(
          "earlyStopping",
          EarlyStoppingBlock.SCHEMA,
          "never",
          "end the run when the validation set (`data.validation`) says so; the best network becomes best-model.zip");

  static final Fields<TrainingConfig> SCHEMA =
      Fields.of(
              TrainingBlock::build,
              EPOCHS,
              STEPS,
              BATCH_SIZE,
              WORKERS,
              AVERAGING_FREQUENCY,
              THREADS_PER_WORKER,
              OPTIMIZER_STATE,
              REDUCTION,
              RECOMPUTE,
              ALLOW_MIXED_HARDWARE,
              GRADIENT_CLIP,
              LABEL_SMOOTHING,
              EARLY_STOPPING)
          .onlyOneOf(EPOCHS, STEPS)
          .check(TrainingBlock::aGraphIsOneBatch);

  private TrainingBlock() {}

  private static Optional<Check.Violation> aGraphIsOneBatch(Values values) {
    boolean graph =
        values.outer().find(RunBlock.DATA).filter(DataConfig.OfGraph.class::isInstance).isPresent();
    return Check.violationIf(
        graph && values.find(BATCH_SIZE).filter(size -> size != USUAL_BATCH).isPresent(),
        BATCH_SIZE,
        "a step on a graph takes all training nodes of a worker; remove batchSize");
  }

  private static TrainingConfig build(Values values) {
    return new TrainingConfig(
        values.find(STEPS).map(Span::steps).orElseGet(() -> Span.epochs(values.get(EPOCHS))),
        values.getInt(BATCH_SIZE),
        values.getInt(WORKERS),
        values.getInt(AVERAGING_FREQUENCY),
        values.getInt(THREADS_PER_WORKER),
        values.get(OPTIMIZER_STATE),
        values.get(REDUCTION),
        values.get(RECOMPUTE),
        values.get(ALLOW_MIXED_HARDWARE),
        values.find(GRADIENT_CLIP),
        values.get(LABEL_SMOOTHING),
        values.find(EARLY_STOPPING));
  }
}
