package org.leap.core;

import static java.util.Objects.requireNonNull;
import static org.nd4j.common.base.Preconditions.checkArgument;

import java.io.Serializable;
import org.leap.core.noise.Distribution;
import org.leap.core.noise.NoiseStream;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * How LEAP perturbs the learning rate. With update {@code u} (learning rate {@code eta} included)
 * and unit-variance noise {@code z}, the applied update is {@code (1 + sigma z) u} in {@link
 * Mode#RELATIVE} mode and {@code (1 + (sigma / eta) z) u} in {@link Mode#ABSOLUTE} mode (arXiv
 * 2208.11873).
 *
 * @param sigma standard deviation of the perturbation at step 0, finite and at least 0; a multiple
 *     of the learning rate in relative mode, in units of the learning rate in absolute mode; 0
 *     leaves every update as it is, to the bit
 * @param mode what sigma is measured in
 * @param scope what shares one draw of the noise
 * @param distribution shape of the noise; each has zero mean and unit variance
 * @param truncation bound k of the Gaussian noise, at least 1: conditioned on {@code |z| <= k},
 *     rescaled to unit variance; infinite for none
 * @param sigmaSchedule how sigma changes with the step
 * @param sigmaSteps step at which a decaying sigma reaches 0, at least 1; 0 for a constant sigma
 * @param seed of the noise stream; every value is an ordinary seed, 0 included. Noise that is added
 *     to the gradients of the same network ({@link org.leap.core.gradient.GradientTreatment}) is to
 *     have another
 */
public record Perturbation(
    @JsonProperty(required = true) double sigma,
    @JsonProperty(required = true) Mode mode,
    @JsonProperty(required = true) Scope scope,
    @JsonProperty(required = true) Distribution distribution,
    @JsonProperty(required = true) double truncation,
    @JsonProperty(required = true) SigmaSchedule sigmaSchedule,
    @JsonProperty(required = true) long sigmaSteps,
    @JsonProperty(required = true) long seed)
    implements Serializable {

  /** What sigma is measured in. */
  public enum Mode {
    /**
     * In learning rates: the rate is distributed with mean eta and standard deviation sigma eta.
     */
    RELATIVE,
    /**
     * In the learning rate's own unit: mean eta and standard deviation sigma. A step with eta = 0
     * is left as it is.
     */
    ABSOLUTE
  }

  /** How many parameters share one draw of the noise. */
  public enum Scope {
    /** Every parameter has its own. */
    PARAMETER,
    /** All parameters of a layer share one. */
    LAYER,
    /** The whole network shares one. */
    SCALAR
  }

  /** How sigma changes with the step s, given the step S at which it reaches 0. */
  public enum SigmaSchedule {
    /** Stays as it is. */
    CONSTANT,
    /** {@code sigma (1 - s / S)}. */
    LINEAR,
    /** {@code sigma (1 + cos(pi s / S)) / 2}. */
    COSINE
  }

  /**
   * Checks every value.
   *
   * @throws IllegalArgumentException if a value is out of its range, or two do not go together
   */
  @JsonCreator
  public Perturbation {
    requireNonNull(mode, "mode is null");
    requireNonNull(scope, "scope is null");
    requireNonNull(distribution, "distribution is null");
    requireNonNull(sigmaSchedule, "sigmaSchedule is null");
    checkArgument(
        sigma >= 0 && sigma <= Float.MAX_VALUE,
        "sigma is %s, expected a finite number of at least 0",
        sigma);
    checkArgument(truncation >= 1, "truncation is %s, expected at least 1", truncation);
    checkArgument(
        distribution == Distribution.GAUSSIAN || truncation == Double.POSITIVE_INFINITY,
        "truncation is %s, but %s noise is bounded already: leave it out or use GAUSSIAN",
        truncation,
        distribution);
    checkArgument(
        sigmaSchedule != SigmaSchedule.CONSTANT || sigmaSteps == 0,
        "sigmaSteps is %s for a CONSTANT sigma: leave it out or choose LINEAR or COSINE",
        sigmaSteps);
    checkArgument(
        sigmaSchedule == SigmaSchedule.CONSTANT || sigmaSteps >= 1,
        "sigmaSteps is %s, expected at least 1 for a %s sigma",
        sigmaSteps,
        sigmaSchedule);
  }

  /**
   * A builder whose defaults are relative mode, one draw per parameter, unbounded Gaussian noise,
   * constant sigma and seed 0.
   */
  public static PerturbationBuilder<Perturbation> builder() {
    return new PerturbationBuilder<>(perturbation -> perturbation);
  }

  /** Sigma at a step, counted from 0. */
  public double sigmaAt(long step) {
    if (sigmaSchedule == SigmaSchedule.CONSTANT) {
      return sigma;
    }
    if (step >= sigmaSteps) {
      return 0;
    }
    double progress = (double) step / sigmaSteps;
    return sigmaSchedule == SigmaSchedule.LINEAR
        ? sigma * (1 - progress)
        : sigma * (1 + StrictMath.cos(Math.PI * progress)) / 2;
  }

  /**
   * Standard deviation of the rate at a step in multiples of the rate. In absolute mode 0 where the
   * rate is 0, or so near that the ratio leaves the floats: that makes an update of zero, which no
   * factor changes.
   *
   * @param rate the learning rate of that step
   * @param factor on sigma, such as one of {@link SigmaFactors}
   */
  public double relativeSigma(long step, double rate, double factor) {
    double absolute = sigmaAt(step) * factor;
    if (mode == Mode.RELATIVE || absolute == 0) {
      return absolute;
    }
    double relative = absolute / rate;
    return Float.isFinite((float) relative) ? relative : 0;
  }

  /**
   * Probability that a draw turns the learning rate negative, {@code P(1 + s z < 0)}.
   *
   * @param relativeSigma standard deviation s of the rate in multiples of the rate (sigma / eta in
   *     absolute mode), at least 0
   */
  public double negativeRateProbability(double relativeSigma) {
    checkArgument(relativeSigma >= 0, "relative sigma is %s, expected at least 0", relativeSigma);
    return relativeSigma == 0 ? 0 : stream(0).probabilityBelow(-1 / relativeSigma);
  }

  NoiseStream stream(int worker) {
    return NoiseStream.of(seed, worker, distribution, truncation);
  }
}
