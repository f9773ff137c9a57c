package org.leap.jobs.config;

import java.util.Optional;

/**
 * Other methods that look for flat minima, with the perturbation or instead of it.
 *
 * @param sam sharpness-aware minimization
 * @param swa stochastic weight averaging
 * @param gradientNoise noise added to the gradient
 */
public record FlatMinimaConfig(
    Optional<Sam> sam, Optional<Swa> swa, Optional<GradientNoise> gradientNoise) {

  /** None of them. */
  public static final FlatMinimaConfig NONE =
      new FlatMinimaConfig(Optional.empty(), Optional.empty(), Optional.empty());

  /** Foret et al. 2021: the gradient is taken {@code rho}, above 0, uphill. */
  public record Sam(double rho) {}

  /**
   * Izmailov et al. 2018: the mean of the parameters at several times.
   *
   * @param start the first time
   * @param every from one time to the next
   */
  public record Swa(Span start, Span every) {}

  /** Neelakantan et al. 2015: of variance {@code eta / (1 + step)^gamma}. */
  public record GradientNoise(double eta, double gamma) {}
}
