package org.leap.jobs.config;

import java.util.List;
import org.leap.jobs.config.OptimizerConfig.Adam;
import org.leap.jobs.config.OptimizerConfig.Momentum;
import org.leap.jobs.config.OptimizerConfig.Nesterov;
import org.leap.jobs.config.OptimizerConfig.Sgd;

/** The {@code optimizer} block. */
final class OptimizerBlock {
  private static final RealNumber FRACTION = RealNumber.atLeast(0).below(1);

  private static final Key<Double> MOMENTUM =
      Key.defaulted("momentum", FRACTION, 0.9, "share of the velocity that is kept at each step");
  private static final Key<Double> BETA1 =
      Key.defaulted("beta1", FRACTION, 0.9, "decay of the mean of the gradient");
  private static final Key<Double> BETA2 =
      Key.defaulted("beta2", FRACTION, 0.999, "decay of the mean of the squared gradient");
  private static final Key<Double> EPSILON =
      Key.defaulted("epsilon", RealNumber.above(0), 1e-8, "added to the denominator");
  private static final Key<Double> WEIGHT_DECAY =
      Key.defaulted("weightDecay", RealNumber.atLeast(0), 0.0, "decay of the weights, 0 is none");
  private static final Key<WeightDecay.Mode> WEIGHT_DECAY_MODE =
      Key.defaulted(
          "weightDecayMode",
          Choice.of(WeightDecay.Mode.class),
          WeightDecay.Mode.COUPLED,
          "added to the gradient (L2, perturbed with it), or subtracted after the optimizer (not"
              + " perturbed)");

  static final Variants<OptimizerConfig> SCHEMA =
      Variants.firstByDefault(
          "name",
          "the optimizer; `momentum` is the heavy ball",
          List.of(
              Fields.variant(
                  "sgd", values -> new Sgd(decay(values)), WEIGHT_DECAY, WEIGHT_DECAY_MODE),
              Fields.variant(
                  "momentum",
                  values -> new Momentum(values.get(MOMENTUM), decay(values)),
                  MOMENTUM,
                  WEIGHT_DECAY,
                  WEIGHT_DECAY_MODE),
              Fields.variant(
                  "nesterov",
                  values -> new Nesterov(values.get(MOMENTUM), decay(values)),
                  MOMENTUM,
                  WEIGHT_DECAY,
                  WEIGHT_DECAY_MODE),
              Fields.variant(
                  "adam",
                  OptimizerBlock::adam,
                  BETA1,
                  BETA2,
                  EPSILON,
                  WEIGHT_DECAY,
                  WEIGHT_DECAY_MODE)));

  private OptimizerBlock() {}

  private static OptimizerConfig adam(Values values) {
    return new Adam(values.get(BETA1), values.get(BETA2), values.get(EPSILON), decay(values));
  }

  private static WeightDecay decay(Values values) {
    return WeightDecay.of(values.get(WEIGHT_DECAY), values.get(WEIGHT_DECAY_MODE));
  }
}
