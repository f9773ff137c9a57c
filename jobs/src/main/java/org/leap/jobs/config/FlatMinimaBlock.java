package org.leap.jobs.config;

import org.leap.jobs.config.FlatMinimaConfig.GradientNoise;
import org.leap.jobs.config.FlatMinimaConfig.Sam;
import org.leap.jobs.config.FlatMinimaConfig.Swa;

/** The {@code flatMinima} block. */
final class FlatMinimaBlock {
  private static final Key<Double> RHO =
      Key.defaulted("rho", RealNumber.above(0), 0.05, "how far uphill, in units of the parameters");
  private static final Key<Span> START =
      Key.required("start", new SpanType(), "when the first parameters are taken into the mean");
  private static final Key<Span> EVERY =
      Key.defaulted(
          "every",
          new SpanType(),
          Span.epochs(1),
          "from one taking to the next; counted at the ends of rounds");
  private static final Key<Double> ETA =
      Key.required("eta", RealNumber.above(0), "variance of the noise at step 0");
  private static final Key<Double> GAMMA =
      Key.defaulted(
          "gamma", RealNumber.atLeast(0), 0.55, "the variance at step t is eta / (1 + t)^gamma");

  private static final Key<Sam> SAM =
      Key.optional(
          "sam",
          Fields.of(values -> new Sam(values.get(RHO)), RHO),
          "without",
          "sharpness-aware minimization: the gradient is taken uphill; two passes a step");
  private static final Key<Swa> SWA =
      Key.optional(
          "swa",
          Fields.of(values -> new Swa(values.get(START), values.get(EVERY)), START, EVERY),
          "without",
          "stochastic weight averaging: the mean of parameters over time becomes swa-model.zip");
  private static final Key<GradientNoise> GRADIENT_NOISE =
      Key.optional(
          "gradientNoise",
          Fields.of(values -> new GradientNoise(values.get(ETA), values.get(GAMMA)), ETA, GAMMA),
          "without",
          "Gaussian noise added to the gradient");

  static final Fields<FlatMinimaConfig> SCHEMA =
      Fields.of(
          values ->
              new FlatMinimaConfig(values.find(SAM), values.find(SWA), values.find(GRADIENT_NOISE)),
          SAM,
          SWA,
          GRADIENT_NOISE);

  private FlatMinimaBlock() {}
}
