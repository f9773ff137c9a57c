package org.leap.jobs.config;

import java.util.Optional;
import java.util.OptionalDouble;
import org.leap.core.gradient.GradientTreatment.Clip;
import org.leap.core.step.Precision;
import org.leap.spark.engine.ReductionChoice;

/**
 * How long, in what portions and by how many logical workers a run trains. All counts are at least
 * 1.
 */
@Key.OnlyOneOf({"epochs", "steps"})
public record TrainingConfig(
    @Key(doc = "passes over the training set", orElse = "1", in = "[1, 1000000]")
        Optional<Long> epochs,
    @Key(doc = "local steps, instead of `epochs`", in = "[1, 1000000000000]") Optional<Long> steps,
    @Key(
            doc = "examples in a minibatch of one logical worker",
            orElse = USUAL_BATCH,
            in = "[1, 1000000]")
        int batchSize,
    @Key(
            doc = "logical workers: part of the experiment, not of the cluster",
            orElse = "1",
            in = "[1, 65536]")
        int workers,
    @Key(
            doc = "a period: local steps from one averaging to the next",
            orElse = "5",
            in = "[1, 1000000]")
        AveragingRule averagingFrequency,
    @Key(
            doc = "threads for the arithmetic of one logical worker; changes the last bits",
            orElse = "1",
            in = "[1, 1024]")
        int threadsPerWorker,
    @Key(doc = "what becomes of the optimizers' state at an averaging", orElse = "average")
        OptimizerState optimizerState,
    @Key(
            doc = "what the driver makes of an average before the next round begins with it",
            orElse = "{}")
        OuterConfig outer,
    @Key(
            doc =
                "how workers' states are averaged: whole by the driver, or in parts by the executors; changes no bit",
            orElse = "auto")
        ReductionChoice reduction,
    @Key(
            doc =
                "train with DL4J's own layers, which compute products twice: slower; changes the last bits",
            orElse = "false")
        boolean recompute,
    @Key(
            doc =
                "of what activations and the factors of products are; sums, parameters, losses and updates are float32 in any case; `bfloat16` needs a processor with instructions for it",
            orElse = "float32")
        Precision precision,
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
            in = "[0, 1)")
        double labelSmoothing,
    @Key(
            doc =
                "how much the examples of a class count in the training loss, in the order of the classes, scaled to a mean of 1 over the training set; `balanced`: every class as much",
            absent = "every example alike",
            in = "[0, )",
            most = 10000)
        Optional<ClassWeights> classWeights,
    @Key(
            doc =
                "epochs from one evaluation to the next; the end of the run is evaluated in any case. Where an epoch is one step, rounds then go on over epochs that are not evaluated",
            written = "`N epochs`",
            orElse = "1 epoch")
        Span evaluateEvery,
    @Key(
            doc =
                "end the run when the validation set (`data.validation`) says so; the best network becomes best-model.zip",
            absent = "never")
        Optional<EarlyStopping> earlyStopping,
    @Key(
            doc =
                "end the run after the first epoch whose mean training loss is at most this; a schedule still goes by the full length",
            absent = "never",
            in = "(0, )")
        Optional<Double> stopAtLoss) {

  /** Stands in resolved configurations even where it has no meaning. */
  private static final String USUAL_BATCH = "32";

  /** What becomes of the workers' optimizer state at an averaging. */
  public enum OptimizerState {
    AVERAGE,
    RESET
  }

  static void check(Values values) {
    values.refuseIf(
        values.has("precision", Precision.BFLOAT16) && values.has("recompute", true),
        "precision",
        "DL4J's own layers compute in float32; remove precision or recompute");
    values.refuseIf(
        values.outer().value("data") instanceof DataConfig.OfGraph
            && values.has("batchSize")
            && !values.has("batchSize", Integer.valueOf(USUAL_BATCH)),
        "batchSize",
        "a step on a graph takes all training nodes of a worker; remove batchSize");
    Span.requireEpochs(values, "evaluateEvery");
  }

  /** How long the run is, in epochs or local steps. */
  public Span length() {
    return steps.map(Span::steps).orElseGet(() -> Span.epochs(epochs.orElseThrow()));
  }

  /** A bound on the gradient, of one of two kinds. */
  @Key.OnlyOneOf({"norm", "value"})
  public record GradientClip(
      @Key(
              doc =
                  "bound of the gradient's norm over all parameters; a longer gradient is scaled down",
              absent = "no bound",
              in = "(0, )")
          OptionalDouble norm,
      @Key(doc = "bound of every value of the gradient", absent = "no bound", in = "(0, )")
          OptionalDouble value) {

    static void check(Values values) {
      values.refuseIf(
          !values.anyWritten(), "norm", "missing; write norm or value, or leave gradientClip out");
    }

    /** What is bounded. */
    public Clip by() {
      return norm.isPresent() ? Clip.NORM : Clip.VALUE;
    }

    /** The bound. */
    public double bound() {
      return norm.orElseGet(value::getAsDouble);
    }
  }

  /** Ends a run that no longer improves on its validation set. */
  public record EarlyStopping(
      @Key(doc = "what has to improve on the validation set", orElse = "loss") Metric metric,
      @Key(
              doc = "evaluations in a row without an improvement that end the run",
              orElse = "10",
              in = "[1, 1000000]")
          int patience,
      @Key(
              doc = "only more than this is an improvement on the best before",
              orElse = "0",
              in = "[0, )")
          double minDelta) {
    /** What has to improve. */
    public enum Metric {
      LOSS,
      ACCURACY
    }
  }
}
