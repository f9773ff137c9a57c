package org.leap.jobs.config;

import java.util.Optional;

/**
 * How long, in what portions and by how many logical workers a run trains. All counts are at least
 * 1.
 *
 * @param length of the run, in epochs or local steps
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
public record TrainingConfig(
    Span length,
    int batchSize,
    int workers,
    int averagingFrequency,
    int threadsPerWorker,
    OptimizerState optimizerState,
    Reduction reduction,
    boolean recompute,
    boolean allowMixedHardware,
    Optional<GradientClip> gradientClip,
    double labelSmoothing,
    Optional<EarlyStopping> earlyStopping) {

  /** Who averages the workers' states. */
  public enum Reduction {
    AUTO,
    DIRECT,
    SLICED
  }

  /** What becomes of the workers' optimizer state at an averaging. */
  public enum OptimizerState {
    AVERAGE,
    RESET
  }
}
