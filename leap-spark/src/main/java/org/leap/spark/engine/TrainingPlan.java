package org.leap.spark.engine;

import java.io.Serializable;
import org.leap.core.SigmaFactors;
import org.leap.core.gradient.GradientTreatment;
import org.leap.spark.data.ChunkLayout;

/**
 * Settings of a run's training, apart from its network and data.
 *
 * @param steps local steps of the whole run
 * @param gradients what becomes of a gradient before the optimizer
 * @param optimizerSteps steps that made the optimizer state which the run starts from, 0 where that
 *     is none; they count in bias corrections
 * @param labelSmoothing share, in [0, 1), of every label that is spread evenly over all classes in
 *     training (Szegedy et al. 2016)
 * @param evaluationEpochs epochs from one evaluation to the next; another follows the last step
 */
public record TrainingPlan(
    long seed,
    int steps,
    Averaging averaging,
    Noise noise,
    Hardware hardware,
    GradientTreatment gradients,
    double labelSmoothing,
    int optimizerSteps,
    int evaluationEpochs)
    implements Serializable {

  /**
   * When and how the workers' states become one.
   *
   * @param frequency local steps between two averages
   * @param outer what the driver makes of an average
   * @param optimizerState whether optimizer state is averaged and travels with the parameters, or
   *     is reset at each round
   * @param reduction who averages; changes no bit of the result
   */
  public record Averaging(
      AveragingFrequency frequency,
      OuterOptimizer outer,
      boolean optimizerState,
      ReductionChoice reduction)
      implements Serializable {

    /** Averages after so many local steps each time, and takes the average as it is. */
    public Averaging(int frequency, boolean optimizerState, ReductionChoice reduction) {
      this(
          new AveragingFrequency.Constant(frequency),
          OuterOptimizer.none(),
          optimizerState,
          reduction);
    }

    /** What a worker's state takes that is averaged. */
    public long bytes(NetworkState state) {
      long floats = state.parameters().length;
      return Float.BYTES * (optimizerState ? floats + state.optimizerState().length : floats);
    }
  }

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

  /** What the workers' noises have to do with each other. */
  public record Noise(NoiseStreams streams, Compensation compensation) implements Serializable {
    /** Independent and not compensated. */
    public static final Noise DEFAULT = new Noise(NoiseStreams.INDEPENDENT, Compensation.NONE);

    public Noise {
      if (compensation == Compensation.FULL && streams == NoiseStreams.SHARED) {
        throw new IllegalArgumentException(
            "compensation full needs independent streams: shared streams are not damped by averaging");
      }
    }

    /** The noise stream of a worker. */
    int stream(int worker) {
      return streams == NoiseStreams.SHARED ? 0 : worker;
    }
  }

  /**
   * What a run may use.
   *
   * @param threadsPerWorker threads a worker may use for its noise
   * @param mixed whether executors may differ in what the last bits depend on
   */
  public record Hardware(int threadsPerWorker, boolean mixed) implements Serializable {
    /** One thread a worker, on executors that give equal bits. */
    public static final Hardware DEFAULT = new Hardware(1, false);
  }

  public TrainingPlan {
    if (steps < 1 || hardware.threadsPerWorker() < 1) {
      throw new IllegalArgumentException(
          "Invalid plan: %s steps, %s threads per worker; both must be positive"
              .formatted(steps, hardware.threadsPerWorker()));
    }
    if (optimizerSteps < 0) {
      throw new IllegalArgumentException(
          "optimizer steps are " + optimizerSteps + ", expected at least 0");
    }
    if (evaluationEpochs < 1) {
      throw new IllegalArgumentException(
          "evaluations are %s epochs apart, expected at least 1".formatted(evaluationEpochs));
    }
    if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
      throw new IllegalArgumentException(
          "label smoothing is " + labelSmoothing + ", expected at least 0 and less than 1");
    }
  }

  /** A plan whose optimizer starts from nothing, of evaluations after every epoch. */
  public TrainingPlan(
      long seed,
      int steps,
      Averaging averaging,
      Noise noise,
      Hardware hardware,
      GradientTreatment gradients,
      double labelSmoothing) {
    this(seed, steps, averaging, noise, hardware, gradients, labelSmoothing, 0, 1);
  }

  /** The same with an optimizer whose state so many steps have made. */
  public TrainingPlan withOptimizerSteps(int before) {
    return new TrainingPlan(
        seed,
        steps,
        averaging,
        noise,
        hardware,
        gradients,
        labelSmoothing,
        before,
        evaluationEpochs);
  }

  /** The same with an evaluation every so many epochs. */
  public TrainingPlan withEvaluationEpochs(int epochs) {
    return new TrainingPlan(
        seed, steps, averaging, noise, hardware, gradients, labelSmoothing, optimizerSteps, epochs);
  }

  /** A plan in which gradients go to the optimizer as they are, and labels are not smoothed. */
  public TrainingPlan(long seed, int steps, Averaging averaging, Noise noise, Hardware hardware) {
    this(seed, steps, averaging, noise, hardware, GradientTreatment.NONE, 0);
  }

  /** The same with independent noise, on one thread a worker and executors of one kind. */
  public TrainingPlan(long seed, int steps, Averaging averaging) {
    this(seed, steps, averaging, Noise.DEFAULT, Hardware.DEFAULT);
  }

  /** The same, averaging optimizer state too, by the reduction that is expected to be faster. */
  public TrainingPlan(long seed, int steps, int averagingFrequency) {
    this(seed, steps, new Averaging(averagingFrequency, true, ReductionChoice.AUTO));
  }

  /** What becomes of sigma in a round in which the workers train so many examples. */
  public SigmaFactors sigmaFactors(int... examples) {
    return SigmaFactors.of(
        examples,
        noise.streams() == NoiseStreams.INDEPENDENT,
        noise.compensation() == Compensation.FULL);
  }

  /** The same for the round from one position to another. */
  public SigmaFactors sigmaFactors(
      Timetable.Position from, Timetable.Position end, ChunkLayout layout) {
    return sigmaFactors(Round.of(from, end, layout, this).examples());
  }
}
