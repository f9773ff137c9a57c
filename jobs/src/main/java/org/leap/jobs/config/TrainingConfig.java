package org.leap.jobs.config;

import java.util.Optional;
import org.leap.spark.engine.ReductionChoice;

/**
 * How long, in what portions and by how many logical workers a run trains. All counts are at least
 * 1.
 *
 * @param epochs length of the run, if it is not in {@code steps}
 * @param steps length of the run in local steps
 * @param batchSize examples of a minibatch of one logical worker
 * @param workers logical workers; part of the experiment, not of the cluster
 * @param averagingFrequency local steps between two averagings
 * @param threadsPerWorker threads for the arithmetic of one logical worker
 * @param optimizerState what becomes of optimizer state at an averaging
 * @param reduction who averages; changes no bit of the result
 * @param recompute whether DL4J's own layers are used, which compute some products twice
 * @param allowMixedHardware whether processors may differ in what the last bits depend on
 * @param gradientClip bound of the gradient, if there is one
 * @param labelSmoothing share, in [0, 1), of every label that is spread evenly over the classes
 * @param earlyStopping when a run ends before its length
 */
@Key.OnlyOneOf({"epochs", "steps"})
public record TrainingConfig(
    @Key(doc = "passes over the training set", orElse = "1", atLeast = 1, atMost = 1_000_000)
        Optional<Long> epochs,
    @Key(doc = "local steps, instead of `epochs`", atLeast = 1, atMost = 1_000_000_000_000L)
        Optional<Long> steps,
    @Key(
            doc = "examples in a minibatch of one logical worker",
            orElse = USUAL_BATCH,
            atLeast = 1,
            atMost = 1_000_000)
        int batchSize,
    @Key(
            doc = "logical workers: part of the experiment, not of the cluster",
            orElse = "1",
            atLeast = 1,
            atMost = 65_536)
        int workers,
    @Key(doc = "local steps between two averagings", orElse = "5", atLeast = 1, atMost = 1_000_000)
        int averagingFrequency,
    @Key(
            doc = "threads for the arithmetic of one logical worker; changes the last bits",
            orElse = "1",
            atLeast = 1,
            atMost = 1024)
        int threadsPerWorker,
    @Key(doc = "what becomes of the optimizers' state at an averaging", orElse = "average")
        OptimizerState optimizerState,
    @Key(
            doc =
                "how workers' states are averaged: whole by the driver, or in parts by the executors; changes no bit",
            orElse = "auto")
        ReductionChoice reduction,
    @Key(
            doc =
                "train with DL4J's own layers, which compute products twice: slower; changes the last bits of convolutional networks",
            orElse = "false")
        boolean recompute,
    @Key(
            doc =
                "go on where executors, or a checkpoint and this machine, differ in what the last bits depend on",
            orElse = "false")
        boolean allowMixedHardware,
    @Key(
            doc = "bound of a minibatch's mean gradient, before weight decay is added",
            absent = "not clipped")
        Optional<GradientClip> gradientClip,
    @Key(
            doc = "share of every label that is spread evenly over all classes in training",
            orElse = "0",
            atLeast = 0,
            below = 1)
        double labelSmoothing,
    @Key(
            doc =
                "end the run when the validation set (`data.validation`) says so; the best network becomes best-model.zip",
            absent = "never")
        Optional<EarlyStopping> earlyStopping) {

  /** Stands in resolved configurations even where it has no meaning. */
  private static final String USUAL_BATCH = "32";

  /** What becomes of the workers' optimizer state at an averaging. */
  public enum OptimizerState {
    AVERAGE,
    RESET
  }

  static void check(Values values) {
    values.refuseIf(
        values.outer().value("data") instanceof DataConfig.OfGraph
            && values.has("batchSize")
            && !values.has("batchSize", Integer.valueOf(USUAL_BATCH)),
        "batchSize",
        "a step on a graph takes all training nodes of a worker; remove batchSize");
  }

  /** How long the run is, in epochs or local steps. */
  public Span length() {
    return steps.map(Span::steps).orElseGet(() -> Span.epochs(epochs.orElseThrow()));
  }
}
