package org.leap.jobs.config;

import java.util.List;
import org.leap.jobs.config.ModelConfig.Activation;
import org.leap.jobs.config.ModelConfig.Googlenet;
import org.leap.jobs.config.ModelConfig.Resnet18;
import org.leap.jobs.config.ModelConfig.Resnet20;
import org.leap.jobs.config.ModelConfig.Resnet32;
import org.leap.jobs.config.ModelConfig.Resnet50;
import org.leap.jobs.config.ModelConfig.Stem;
import org.leap.jobs.config.ModelConfig.Vgg16;

/** The {@code model} block. */
final class ModelBlock {
  private static final int WIDEST = 1_000_000;
  private static final int DEEPEST = 100;
  private static final int MOST_CHANNELS = 4096;

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
  private static final Key<Double> DROPOUT = dropout("a hidden unit");
  private static final Key<Long> WIDTH = width(64, "channels of the first stage");
  private static final Key<Long> SMALL_WIDTH = width(16, "channels of the first stage");
  private static final Key<Long> FIRST_WIDTH = width(64, "channels of the first convolution");
  private static final Key<Long> DENSE =
      Key.defaulted(
          "dense", WholeNumber.between(1, WIDEST), 4096L, "width of the two dense layers");
  private static final Key<Boolean> BATCH_NORMALIZATION =
      Key.defaulted(
          "batchNormalization", Choice.trueOrFalse(), false, "normalize every convolution");
  private static final Key<Double> DENSE_DROPOUT = dropout("a unit of the dense layers");
  private static final Key<Double> LAST_DROPOUT = dropout("an input of the last layer");
  private static final Key<Stem> STEM =
      Key.defaulted(
          "stem",
          Choice.of(Stem.class),
          Stem.AUTO,
          "`large` shrinks images to a quarter first, `small` does not; `auto` is small up to 64 x 64");

  private static final Key<String> FILE =
      Key.required(
          "file",
          new Location(),
          "a network's configuration as DL4J writes it (JSON or YAML), or a model.zip to go on from;"
              + " its optimizer and learning rate are its own. `name` need not be written");

  static final Variants<ModelConfig> SCHEMA =
      Variants.named(
              "name",
              "the network",
              List.of(
                  Fields.variant("mlp", ModelBlock::mlp, HIDDEN, ACTIVATION, DROPOUT),
                  Fields.variant("lenet", values -> new ModelConfig.Lenet()),
                  Fields.variant(
                      "vgg16", ModelBlock::vgg16, WIDTH, DENSE, BATCH_NORMALIZATION, DENSE_DROPOUT),
                  Fields.variant(
                      "resnet18",
                      values -> new Resnet18(values.getInt(WIDTH), values.get(STEM)),
                      WIDTH,
                      STEM),
                  Fields.variant(
                      "resnet50",
                      values -> new Resnet50(values.getInt(WIDTH), values.get(STEM)),
                      WIDTH,
                      STEM),
                  Fields.variant(
                      "googlenet", ModelBlock::googlenet, FIRST_WIDTH, STEM, LAST_DROPOUT),
                  Fields.variant(
                      "resnet20", values -> new Resnet20(values.getInt(SMALL_WIDTH)), SMALL_WIDTH),
                  Fields.variant(
                      "resnet32", values -> new Resnet32(values.getInt(SMALL_WIDTH)), SMALL_WIDTH),
                  GraphModels.GCN,
                  GraphModels.GAT,
                  GraphModels.GIN,
                  Fields.variant("file", values -> new ModelConfig.File(values.get(FILE)), FILE)))
          .impliedBy("file");

  private ModelBlock() {}

  private static Key<Long> width(long usual, String documentation) {
    return Key.defaulted(
        "width",
        WholeNumber.between(1, MOST_CHANNELS),
        usual,
        documentation + "; the others follow in proportion");
  }

  private static Key<Double> dropout(String what) {
    return Key.defaulted(
        "dropout",
        RealNumber.atLeast(0).below(1),
        0.0,
        "probability that " + what + " is dropped in training");
  }

  private static ModelConfig mlp(Values values) {
    var widths = values.get(HIDDEN).stream().map(Math::toIntExact).toList();
    return new ModelConfig.Mlp(widths, values.get(ACTIVATION), values.get(DROPOUT));
  }

  private static ModelConfig vgg16(Values values) {
    return new Vgg16(
        values.getInt(WIDTH),
        values.getInt(DENSE),
        values.get(BATCH_NORMALIZATION),
        values.get(DENSE_DROPOUT));
  }

  private static ModelConfig googlenet(Values values) {
    return new Googlenet(values.getInt(FIRST_WIDTH), values.get(STEM), values.get(LAST_DROPOUT));
  }
}
