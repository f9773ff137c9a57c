package org.leap.jobs.config;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.leap.jobs.config.OptimizerConfig.AdaGrad;
import org.leap.jobs.config.OptimizerConfig.Adam;
import org.leap.jobs.config.OptimizerConfig.Momentum;
import org.leap.jobs.config.OptimizerConfig.Nesterov;
import org.leap.jobs.config.OptimizerConfig.RmsProp;
import org.leap.jobs.config.OptimizerConfig.Sgd;

/** The {@code optimizer} block. */
final class OptimizerBlock {
  private static final RealNumber FRACTION = RealNumber.atLeast(0).below(1);

  private static final Key<Double> MOMENTUM =
      Key.defaulted("momentum", FRACTION, 0.9, "share of the velocity that is kept at each step");
  private static final Key<Double> DECAY =
      Key.defaulted("decay", FRACTION, 0.95, "decay of the mean of the squared gradient");
  private static final Key<Double> BETA1 =
      Key.defaulted("beta1", FRACTION, 0.9, "decay of the mean of the gradient");
  private static final Key<Double> BETA2 =
      Key.defaulted("beta2", FRACTION, 0.999, "decay of the mean of the squared gradient");
  private static final Key<Double> EPSILON =
      Key.defaulted("epsilon", RealNumber.above(0), 1e-8, "added to the denominator");
  private static final Key<Double> WEIGHT_DECAY = weightDecay(0);
  private static final Key<Double> DECOUPLED_DECAY = weightDecay(0.01);
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
          "the optimizer; `momentum` is the heavy ball, `adamw` is `adam` with decoupled decay",
          List.of(
              decaying("sgd", values -> new Sgd(decay(values))),
              decaying(
                  "momentum",
                  values -> new Momentum(values.get(MOMENTUM), decay(values)),
                  MOMENTUM),
              decaying(
                  "nesterov",
                  values -> new Nesterov(values.get(MOMENTUM), decay(values)),
                  MOMENTUM),
              adam("adam", Adam.Form.ADAM),
              Fields.variant(
                  "adamw", OptimizerBlock::adamW, BETA1, BETA2, EPSILON, DECOUPLED_DECAY),
              decaying(
                  "adagrad", values -> new AdaGrad(values.get(EPSILON), decay(values)), EPSILON),
              decaying(
                  "rmsprop",
                  values -> new RmsProp(values.get(DECAY), values.get(EPSILON), decay(values)),
                  DECAY,
                  EPSILON),
              adam("adamax", Adam.Form.ADAMAX),
              adam("amsgrad", Adam.Form.AMSGRAD),
              adam("nadam", Adam.Form.NADAM)));

  private OptimizerBlock() {}

  private static Key<Double> weightDecay(double usual) {
    return Key.defaulted(
        "weightDecay", RealNumber.atLeast(0), usual, "decay of the weights, 0 is none");
  }

  /** An optimizer with the keys of weight decay after its own. */
  private static Fields<OptimizerConfig> decaying(
      String name, Function<Values, OptimizerConfig> builder, Key<?>... keys) {
    Key<?>[] all =
        Stream.<Key<?>>concat(Stream.of(keys), Stream.of(WEIGHT_DECAY, WEIGHT_DECAY_MODE))
            .toArray(Key<?>[]::new);
    return Fields.variant(name, builder, all);
  }

  private static Fields<OptimizerConfig> adam(String name, Adam.Form form) {
    return decaying(name, values -> adam(values, form, decay(values)), BETA1, BETA2, EPSILON);
  }

  private static OptimizerConfig adamW(Values values) {
    return adam(
        values,
        Adam.Form.ADAM,
        WeightDecay.of(values.get(DECOUPLED_DECAY), WeightDecay.Mode.DECOUPLED));
  }

  private static OptimizerConfig adam(Values values, Adam.Form form, WeightDecay decay) {
    return new Adam(form, values.get(BETA1), values.get(BETA2), values.get(EPSILON), decay);
  }

  private static WeightDecay decay(Values values) {
    return WeightDecay.of(values.get(WEIGHT_DECAY), values.get(WEIGHT_DECAY_MODE));
  }
}
