package org.leap.spark.engine;

import java.io.Serializable;
import org.leap.core.SigmaFactors;
import org.leap.core.gradient.GradientTreatment;
import org.leap.spark.data.ChunkLayout;

/**
 * Settings of a run's training, apart from its network and data.
 *
 * @param steps local steps of the whole run
 * @param averagingFrequency local steps between two averages
 * @param averageOptimizerState whether optimizer state is averaged and travels with the parameters,
 *     or is reset at each round
 * @param threadsPerWorker threads a worker may use for its noise
 * @param reduction who averages; changes no bit of the result
 * @param allowMixedHardware whether executors may differ in what the last bits depend on
 * @param gradients what becomes of a gradient before the optimizer
 * @param labelSmoothing share, in [0, 1), of every label that is spread evenly over all classes in
 *     training (Szegedy et al. 2016)
 */
public record TrainingPlan(
    long seed,
    int steps,
    int averagingFrequency,
    boolean averageOptimizerState,
    NoiseStreams streams,
    Compensation compensation,
    int threadsPerWorker,
    ReductionChoice reduction,
    boolean allowMixedHardware,
    GradientTreatment gradients,
    double labelSmoothing)
    implements Serializable {

  /** Whether every logical worker draws its own noise, or all draw the same. */
  public enum NoiseStreams {
    INDEPENDENT,
    SHARED
  }

  /** Whether sigma is raised so that the average keeps the perturbation of one machine. */
  public enum Compensation {
    NONE,
    FULL
  }

  public TrainingPlan {
    if (steps < 1 || averagingFrequency < 1 || threadsPerWorker < 1) {
      throw new IllegalArgumentException(
          "Invalid plan: %s steps, averaging frequency %s, %s threads per worker; all must be positive"
              .formatted(steps, averagingFrequency, threadsPerWorker));
    }
    if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
      throw new IllegalArgumentException(
          "label smoothing is " + labelSmoothing + ", expected at least 0 and less than 1");
    }
    if (compensation == Compensation.FULL && streams == NoiseStreams.SHARED) {
      throw new IllegalArgumentException(
          "compensation full needs independent streams: shared streams are not damped by averaging");
    }
  }

  /** A plan in which gradients go to the optimizer as they are, and labels are not smoothed. */
  public TrainingPlan(
      long seed,
      int steps,
      int averagingFrequency,
      boolean averageOptimizerState,
      NoiseStreams streams,
      Compensation compensation,
      int threadsPerWorker,
      ReductionChoice reduction,
      boolean allowMixedHardware) {
    this(
        seed,
        steps,
        averagingFrequency,
        averageOptimizerState,
        streams,
        compensation,
        threadsPerWorker,
        reduction,
        allowMixedHardware,
        GradientTreatment.NONE,
        0);
  }

  /** What becomes of sigma in a round in which the workers train so many examples. */
  public SigmaFactors sigmaFactors(int... examples) {
    return SigmaFactors.of(
        examples, streams == NoiseStreams.INDEPENDENT, compensation == Compensation.FULL);
  }

  /** The same for the round that trains a step. */
  public SigmaFactors sigmaFactorsAt(int step, ChunkLayout layout) {
    return sigmaFactors(Round.examples(step, layout, this));
  }
}
