package org.leap.jobs.config;

import java.util.Optional;

/** Other methods that look for flat minima, with the perturbation or instead of it. */
public record FlatMinimaConfig(
    @Key(
            doc = "sharpness-aware minimization: the gradient is taken uphill; two passes a step",
            absent = "without")
        Optional<Sam> sam,
    @Key(
            doc =
                "stochastic weight averaging: the mean of parameters over time becomes swa-model.zip",
            absent = "without")
        Optional<Swa> swa,
    @Key(doc = "Gaussian noise added to the gradient", absent = "without")
        Optional<GradientNoise> gradientNoise) {

  /** None of them. */
  public static final FlatMinimaConfig NONE = Schema.defaults(FlatMinimaConfig.class);

  /** Foret et al. 2021: the gradient is taken {@code rho}, above 0, uphill. */
  public record Sam(
      @Key(doc = "how far uphill, in units of the parameters", orElse = "0.05", in = "(0, )")
          double rho) {}

  /** Izmailov et al. 2018: the mean of the parameters at several times. */
  public record Swa(
      @Key(doc = "when the first parameters are taken into the mean") Span start,
      @Key(doc = "from one taking to the next; counted at the ends of rounds", orElse = "1 epoch")
          Span every) {}

  /** Neelakantan et al. 2015: of variance {@code eta / (1 + step)^gamma}. */
  public record GradientNoise(
      @Key(doc = "variance of the noise at step 0", in = "(0, )") double eta,
      @Key(doc = "the variance at step t is eta / (1 + t)^gamma", orElse = "0.55", in = "[0, )")
          double gamma) {}
}
