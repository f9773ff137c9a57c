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
}
