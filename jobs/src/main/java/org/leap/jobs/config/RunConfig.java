package org.leap.jobs.config;

import java.util.Optional;
import org.leap.core.Perturbation;

/**
 * Everything that describes one training run.
 *
 * @param perturbation the noise on the learning rate, {@link PerturbationConfig#OFF} without LEAP
 */
public record RunConfig(
    @Key(
            doc = "name of the run, for folders and reports; does not change the result",
            absent = "the file's name without its extension",
            form = NAME,
            inWords = NAME_IN_WORDS)
        String name,
    @Key(doc = "seed of initialization, shuffling and layer randomness", orElse = "42") long seed,
    @Key(doc = "what is trained and tested on") DataConfig data,
    @Key(doc = "the network to train") ModelConfig model,
    @Key(doc = "how a gradient becomes an update", orElse = "{}", leftTo = NETWORK)
        OptimizerConfig optimizer,
    @Key(doc = "the learning rate over the steps", leftTo = NETWORK) ScheduleConfig schedule,
    @Key(doc = "the noise on the learning rate; without the block there is none", orElse = "{}")
        PerturbationConfig perturbation,
    @Key(
            doc = "other methods that look for flat minima, with the perturbation or instead of it",
            orElse = "{}")
        FlatMinimaConfig flatMinima,
    @Key(doc = "length, minibatches, logical workers and averaging", orElse = "{}")
        TrainingConfig training,
    @Key(
            doc =
                "follow the largest Hessian eigenvalue of the training loss while the run trains; does not change what is trained",
            absent = "not measured")
        Optional<FollowedFlatness> flatness,
    @Key(doc = "when the run saves what it needs to go on", orElse = "{}")
        CheckpointConfig checkpoint) {

  static final String NAME = "[A-Za-z0-9_][A-Za-z0-9._-]{0,99}";
  static final String NAME_IN_WORDS = "1 to 100 letters, digits, dots, hyphens and underscores";

  /** The variant of the model that has an optimizer and a learning rate of its own. */
  static final String NETWORK = "model.file";

  /** A network from a file has an optimizer and a learning rate of its own. */
  public RunConfig {
    schedule = schedule == null ? new ScheduleConfig.OfNetwork() : schedule;
    // Earlier releases wrote the default of other networks, which said nothing of this one.
    boolean said = optimizer != null && !(schedule instanceof ScheduleConfig.OfNetwork);
    optimizer = said ? optimizer : new OptimizerConfig.OfNetwork();
  }

  static void check(Values values) {
    boolean fromFile = values.value("model") instanceof ModelConfig.File;
    boolean chosen =
        values.has("optimizer")
            && !values.has("optimizer", new OptimizerConfig.Sgd(WeightDecay.NONE));
    values.refuseIf(
        fromFile && chosen && !values.isAttempted("schedule"),
        "optimizer",
        "needs a schedule too, for a network in model.file: write schedule.learningRate, or remove optimizer to go on with the network's own");
    if (values.value("data") instanceof DataConfig data && data.isRegression()) {
      checkRegression(data, values);
    }
  }

  /** What is said of classes says nothing of numbers. */
  private static void checkRegression(DataConfig data, Values values) {
    values.refuseIf(
        data.options().labelNoise() > 0,
        "data",
        "labelNoise draws classes, and with task: regression there are none; remove one of them");
    if (values.value("training") instanceof TrainingConfig training) {
      values.refuseIf(
          training.labelSmoothing() > 0 || training.classWeights().isPresent(),
          "training",
          "labelSmoothing and classWeights are for classes, and with data.task: regression there are none; remove them");
      values.refuseIf(
          training
              .earlyStopping()
              .filter(stopping -> stopping.metric() == TrainingConfig.EarlyStopping.Metric.ACCURACY)
              .isPresent(),
          "training",
          "earlyStopping.metric is accuracy, which numbers have none of (data.task: regression); write loss");
    }
  }

  /**
   * Every setting that changes the result of the run, one {@code key=value} a line in a fixed
   * order. Two configurations with equal keys train the same parameters from the same data. The
   * name of the run is not part of it.
   */
  public String resultKey() {
    return ResultKey.of(this);
  }

  /**
   * Every setting that decides what happens at a step, like {@link #resultKey}: the length of the
   * run is one of them only if the schedule of the learning rate or of sigma depends on it.
   */
  public String stepsKey() {
    return dependsOnLength() ? resultKey() : ResultKey.withoutLength(this);
  }

  /** Whether what happens at a step depends on how long the run is. */
  public boolean dependsOnLength() {
    return schedule.dependsOnLength()
        || (!perturbation.isOff()
            && perturbation.sigmaSchedule() != Perturbation.SigmaSchedule.CONSTANT);
  }

  /** Whether a longer run would be evaluated where this one ends. */
  private boolean endsWithItsEvaluations() {
    long every = training.evaluateEvery().count();
    return every == 1 || training.epochs().filter(epochs -> epochs % every == 0).isPresent();
  }

  /** Whether it is the same run as another, to the bit, and then goes on. */
  public boolean goesBeyond(RunConfig other) {
    Span length = training.length();
    Span before = other.training.length();
    return !dependsOnLength()
        && other.endsWithItsEvaluations()
        && stepsKey().equals(other.stepsKey())
        && length.unit() == before.unit()
        && length.count() > before.count();
  }
}
