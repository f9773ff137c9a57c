package org.leap.jobs.config;

import java.util.List;
import org.leap.jobs.config.ModelConfig.Activation;

/** The {@code model} block. */
final class ModelBlock {
  private static final int WIDEST = 1_000_000;
  private static final int DEEPEST = 100;

  private static final Key<List<Long>> HIDDEN =
      Key.defaulted(
          "hidden",
          new ListOf<>(WholeNumber.between(1, WIDEST), DEEPEST),
          List.of(1000L, 1000L),
          "widths of the hidden layers");
  private static final Key<Activation> ACTIVATION =
      Key.defaulted(
          "activation",
          Choice.of(Activation.class),
          Activation.RELU,
          "activation of the hidden layers");
  private static final Key<Double> DROPOUT =
      Key.defaulted(
          "dropout",
          RealNumber.atLeast(0).below(1),
          0.0,
          "probability that a hidden unit is dropped in training");

  static final Variants<ModelConfig> SCHEMA =
      Variants.named(
          "name",
          "the network",
          List.of(
              Fields.variant("mlp", ModelBlock::mlp, HIDDEN, ACTIVATION, DROPOUT),
              Fields.variant("lenet", values -> new ModelConfig.Lenet()),
              Fields.variant("vgg16", values -> new ModelConfig.Vgg16()),
              Fields.variant("resnet20", values -> new ModelConfig.Resnet20())));

  private ModelBlock() {}

  private static ModelConfig mlp(Values values) {
    var widths = values.get(HIDDEN).stream().map(Math::toIntExact).toList();
    return new ModelConfig.Mlp(widths, values.get(ACTIVATION), values.get(DROPOUT));
  }
}
