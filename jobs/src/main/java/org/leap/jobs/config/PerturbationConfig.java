package org.leap.jobs.config;

import java.util.OptionalDouble;

/**
 * The Gaussian (or other) noise on the learning rate.
 *
 * @param sigma strength, at least 0
 * @param mode what sigma is relative to
 * @param scope how many parameters share one draw
 * @param distribution of a draw, with unit variance
 * @param truncate bound of |z| for the Gaussian, at least 1
 * @param sigmaSchedule how sigma changes over the run
 * @param compensation whether sigma makes up for the damping by averaging
 * @param streams whether logical workers draw independently
 * @param seed of the noise streams
 */
public record PerturbationConfig(
    double sigma,
    Mode mode,
    Scope scope,
    Distribution distribution,
    OptionalDouble truncate,
    SigmaSchedule sigmaSchedule,
    Compensation compensation,
    Streams streams,
    long seed) {

  /** No perturbation: the bare optimizer. */
  public static final PerturbationConfig OFF =
      new PerturbationConfig(
          0,
          Mode.RELATIVE,
          Scope.PARAMETER,
          Distribution.GAUSSIAN,
          OptionalDouble.empty(),
          SigmaSchedule.CONSTANT,
          Compensation.NONE,
          Streams.INDEPENDENT,
          0);

  /** What sigma is relative to. */
  public enum Mode {
    RELATIVE,
    ABSOLUTE
  }

  /** How many parameters share one draw. */
  public enum Scope {
    PARAMETER,
    LAYER,
    SCALAR
  }

  /** Distribution of a draw, with zero mean and unit variance. */
  public enum Distribution {
    GAUSSIAN,
    UNIFORM,
    RADEMACHER
  }

  /** How sigma changes over the run. */
  public enum SigmaSchedule {
    CONSTANT,
    LINEAR,
    COSINE
  }

  /** Whether sigma makes up for the damping by averaging. */
  public enum Compensation {
    NONE,
    FULL
  }

  /** Whether logical workers draw independently or all the same. */
  public enum Streams {
    INDEPENDENT,
    SHARED
  }

  /** Whether there is no perturbation. */
  public boolean isOff() {
    return sigma == 0;
  }
}
