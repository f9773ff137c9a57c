package org.leap.jobs.config;

/**
 * Everything that describes one training run.
 *
 * @param name of the run, for folders and reports; does not change the result
 * @param seed of initialization, shuffling and layer randomness
 * @param data what is trained and tested on
 * @param model the network
 * @param optimizer how a gradient becomes an update
 * @param schedule the learning rate over the steps
 * @param perturbation the noise on the learning rate, {@link PerturbationConfig#OFF} without LEAP
 * @param flatMinima other methods that look for flat minima
 * @param training length, minibatches, logical workers and averaging
 * @param checkpoint when the run saves what it needs to go on
 */
public record RunConfig(
    String name,
    long seed,
    DataConfig data,
    ModelConfig model,
    OptimizerConfig optimizer,
    ScheduleConfig schedule,
    PerturbationConfig perturbation,
    FlatMinimaConfig flatMinima,
    TrainingConfig training,
    CheckpointConfig checkpoint) {

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
    return dependsOnLength(schedule)
        || (!perturbation.isOff()
            && perturbation.sigmaSchedule() != PerturbationConfig.SigmaSchedule.CONSTANT);
  }

  /** A schedule without a length of its own has that of the run. */
  private static boolean dependsOnLength(ScheduleConfig schedule) {
    return (schedule instanceof ScheduleConfig.Polynomial p && p.length().isEmpty())
        || (schedule instanceof ScheduleConfig.Cosine c && c.length().isEmpty())
        || (schedule instanceof ScheduleConfig.OneCycle o && o.length().isEmpty())
        || (schedule instanceof ScheduleConfig.Warmup w && dependsOnLength(w.then()));
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
