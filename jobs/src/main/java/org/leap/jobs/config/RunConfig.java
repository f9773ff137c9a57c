package org.leap.jobs.config;

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
    @Key(doc = "how a gradient becomes an update", orElse = "{}") OptimizerConfig optimizer,
    @Key(
            doc = "the learning rate over the steps",
            absent = "**required**, but for a network from a file")
        ScheduleConfig schedule,
    @Key(doc = "the noise on the learning rate; without the block there is none", orElse = "{}")
        PerturbationConfig perturbation,
    @Key(
            doc = "other methods that look for flat minima, with the perturbation or instead of it",
            orElse = "{}")
        FlatMinimaConfig flatMinima,
    @Key(doc = "length, minibatches, logical workers and averaging", orElse = "{}")
        TrainingConfig training,
    @Key(doc = "when the run saves what it needs to go on", orElse = "{}")
        CheckpointConfig checkpoint) {

  static final String NAME = "[A-Za-z0-9_][A-Za-z0-9._-]{0,99}";
  static final String NAME_IN_WORDS = "1 to 100 letters, digits, dots, hyphens and underscores";

  /** A network from a file has a learning rate of its own. */
  public RunConfig {
    schedule = schedule == null ? new ScheduleConfig.OfNetwork() : schedule;
  }

  static void check(Values values) {
    boolean fromFile = values.value("model") instanceof ModelConfig.File;
    if (!fromFile && !values.isAttempted("schedule")) {
      values.refuseMissing("schedule");
    }
    // The default is as good as none: the resolved configuration writes it.
    boolean chosen =
        values.has("optimizer")
            && !values.has("optimizer", new OptimizerConfig.Sgd(WeightDecay.NONE));
    leftToTheFile(values, "schedule", fromFile && values.has("schedule"));
    leftToTheFile(values, "optimizer", fromFile && chosen);
  }

  private static void leftToTheFile(Values values, String key, boolean broken) {
    values.refuseIf(broken, key, "the network in model.file brings its own; remove " + key);
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

  /** Whether it is the same run as another, to the bit, and then goes on. */
  public boolean goesBeyond(RunConfig other) {
    Span length = training.length();
    Span before = other.training.length();
    return !dependsOnLength()
        && stepsKey().equals(other.stepsKey())
        && length.unit() == before.unit()
        && length.count() > before.count();
  }
}
