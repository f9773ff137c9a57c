package org.leap.core;

import java.util.function.Function;
import org.leap.core.Perturbation.Mode;
import org.leap.core.Perturbation.Scope;
import org.leap.core.Perturbation.SigmaSchedule;
import org.leap.core.noise.Distribution;

/**
 * Collects the settings of a {@link Perturbation}. Only sigma must be set.
 *
 * @param <T> what is built: a perturbation, or a perturbed updater
 */
public final class PerturbationBuilder<T> {
  private final Function<Perturbation, T> finish;
  private double sigma = Double.NaN;
  private Mode mode = Mode.RELATIVE;
  private Scope scope = Scope.PARAMETER;
  private Distribution distribution = Distribution.GAUSSIAN;
  private double truncation = Double.POSITIVE_INFINITY;
  private SigmaSchedule sigmaSchedule = SigmaSchedule.CONSTANT;
  private long sigmaSteps;
  private long seed;

  PerturbationBuilder(Function<Perturbation, T> finish) {
    this.finish = finish;
  }

  /** Standard deviation of the perturbation at step 0, finite and at least 0. */
  public PerturbationBuilder<T> sigma(double sigma) {
    this.sigma = sigma;
    return this;
  }

  /** What sigma is measured in. Default: relative. */
  public PerturbationBuilder<T> mode(Mode mode) {
    this.mode = mode;
    return this;
  }

  /** How many parameters share one draw. Default: every parameter has its own. */
  public PerturbationBuilder<T> scope(Scope scope) {
    this.scope = scope;
    return this;
  }

  /** Shape of the noise. Default: Gaussian. */
  public PerturbationBuilder<T> distribution(Distribution distribution) {
    this.distribution = distribution;
    return this;
  }

  /**
   * Bound of Gaussian noise in standard deviations of the unbounded one, at least 1. Default: none.
   */
  public PerturbationBuilder<T> truncation(double truncation) {
    this.truncation = truncation;
    return this;
  }

  /** How sigma changes with the step. Default: constant. The others need {@link #sigmaSteps}. */
  public PerturbationBuilder<T> sigmaSchedule(SigmaSchedule sigmaSchedule) {
    this.sigmaSchedule = sigmaSchedule;
    return this;
  }

  /** Step at which a decaying sigma reaches 0. */
  public PerturbationBuilder<T> sigmaSteps(long sigmaSteps) {
    this.sigmaSteps = sigmaSteps;
    return this;
  }

  /** Seed of the noise stream. Default: 0, a seed like any other. */
  public PerturbationBuilder<T> seed(long seed) {
    this.seed = seed;
    return this;
  }

  /**
   * Builds what was set.
   *
   * @throws IllegalStateException if sigma was not set
   * @throws IllegalArgumentException if a value is out of its range, or two do not go together
   */
  public T build() {
    if (Double.isNaN(sigma)) {
      throw new IllegalStateException("sigma is not set: call sigma(...) before build()");
    }
    return finish.apply(
        new Perturbation(
            sigma, mode, scope, distribution, truncation, sigmaSchedule, sigmaSteps, seed));
  }
}
