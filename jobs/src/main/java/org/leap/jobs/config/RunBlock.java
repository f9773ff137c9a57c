package org.leap.jobs.config;

import java.util.Optional;
import java.util.regex.Pattern;

/** The whole configuration. */
final class RunBlock {
  private static final Pattern NAME_FORM = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}");

  private static final OptimizerConfig NO_CHOICE = new OptimizerConfig.Sgd(WeightDecay.NONE);

  /** Taken out of a file before its other keys are read. */
  static final Key<String> EXTENDS =
      Key.optional(
          "extends",
          new Text(Pattern.compile(".+"), "a file"),
          "",
          "a file, relative to this one, whose keys hold where this one has none; only in files");

  static final Key<String> NAME =
      Key.optional(
          "name",
          new Text(NAME_FORM, "1 to 100 letters, digits, dots, hyphens and underscores"),
          "the file's name without its extension",
          "name of the run, for folders and reports; does not change the result");
  static final Key<Long> SEED =
      Key.defaulted(
          "seed", WholeNumber.any(), 42L, "seed of initialization, shuffling and layer randomness");
  static final Key<DataConfig> DATA =
      Key.required("data", DataBlock.SCHEMA, "what is trained and tested on");
  private static final Key<ModelConfig> MODEL =
      Key.required("model", ModelBlock.SCHEMA, "the network to train");
  private static final Key<OptimizerConfig> OPTIMIZER =
      Key.block("optimizer", OptimizerBlock.SCHEMA, "how a gradient becomes an update");
  private static final Key<ScheduleConfig> SCHEDULE =
      Key.optional(
          "schedule",
          ScheduleBlock.SCHEMA,
          "**required**, but for a network from a file",
          "the learning rate over the steps");
  private static final Key<PerturbationConfig> PERTURBATION =
      Key.block(
          "perturbation",
          PerturbationBlock.SCHEMA,
          "the noise on the learning rate; without the block there is none");
  private static final Key<FlatMinimaConfig> FLAT_MINIMA =
      Key.block(
          "flatMinima",
          FlatMinimaBlock.SCHEMA,
          "other methods that look for flat minima, with the perturbation or instead of it");
  private static final Key<TrainingConfig> TRAINING =
      Key.block(
          "training", TrainingBlock.SCHEMA, "length, minibatches, logical workers and averaging");

  private static final Key<CheckpointConfig> CHECKPOINT =
      Key.block("checkpoint", CheckpointBlock.SCHEMA, "when the run saves what it needs to go on");

  static final Fields<RunConfig> SCHEMA =
      Fields.<RunConfig>of(
              values ->
                  new RunConfig(
                      values.get(NAME),
                      values.get(SEED),
                      values.get(DATA),
                      values.get(MODEL),
                      values.get(OPTIMIZER),
                      values.find(SCHEDULE).orElse(ScheduleConfig.OF_NETWORK),
                      values.get(PERTURBATION),
                      values.get(FLAT_MINIMA),
                      values.get(TRAINING),
                      values.get(CHECKPOINT)),
              EXTENDS,
              NAME,
              SEED,
              DATA,
              MODEL,
              OPTIMIZER,
              SCHEDULE,
              PERTURBATION,
              FLAT_MINIMA,
              TRAINING,
              CHECKPOINT)
          .check(RunBlock::scheduleIsWritten)
          .check(values -> leftToTheFile(values, SCHEDULE, values.find(SCHEDULE).isPresent()))
          .check(values -> leftToTheFile(values, OPTIMIZER, choosesOptimizer(values)));

  /** A file that describes data and nothing else. */
  static final Fields<DataConfig> DATA_ONLY = Fields.of(values -> values.get(DATA), EXTENDS, DATA);

  private static final Key<DataConfig> SCORED =
      Key.required("data", DataBlock.TO_SCORE, "what a trained network scores");

  /** The same for data that nothing is trained on. */
  static final Fields<DataConfig> DATA_TO_SCORE =
      Fields.of(values -> values.get(SCORED), EXTENDS, SCORED);

  private RunBlock() {}

  private static boolean isFromFile(Values values) {
    return values.find(MODEL).filter(ModelConfig.File.class::isInstance).isPresent();
  }

  private static Optional<Check.Violation> scheduleIsWritten(Values values) {
    return Check.violationIf(
        !isFromFile(values) && !values.isAttempted(SCHEDULE),
        SCHEDULE,
        "missing; expected " + ScheduleBlock.SCHEMA.inWords());
  }

  /** The default is as good as none: the resolved configuration writes it. */
  private static boolean choosesOptimizer(Values values) {
    return values.find(OPTIMIZER).filter(chosen -> !chosen.equals(NO_CHOICE)).isPresent();
  }

  private static Optional<Check.Violation> leftToTheFile(
      Values values, Key<?> key, boolean isChosen) {
    return Check.violationIf(
        isFromFile(values) && isChosen,
        key,
        "the network in model.file brings its own; remove " + key.name());
  }

  /** A name that the key {@link #NAME} accepts, made from a file's name. */
  static String nameFrom(String fileName) {
    int dot = fileName.lastIndexOf('.');
    var stem = dot > 0 ? fileName.substring(0, dot) : fileName;
    var name = stem.replaceAll("[^A-Za-z0-9._-]", "-").replaceFirst("^[.-]+", "");
    return name.isEmpty() ? "run" : name.substring(0, Math.min(name.length(), 100));
  }
}
