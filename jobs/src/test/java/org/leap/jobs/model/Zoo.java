package org.leap.jobs.model;

import java.util.List;
import java.util.stream.Stream;
import org.leap.jobs.config.ModelConfig;
import org.leap.jobs.config.ModelConfig.Stem;

/** The image networks of the zoo, as the literature has them and as small as they get. */
public final class Zoo {
  private Zoo() {}

  /** All names. */
  public static Stream<String> names() {
    return Stream.of(
        "mlp", "lenet", "vgg16", "resnet18", "resnet50", "googlenet", "resnet20", "resnet32");
  }

  public static ModelConfig standard(String name) {
    return switch (name) {
      case "mlp" ->
          new ModelConfig.Mlp(
              List.of(1000, 1000),
              ModelConfig.Activation.RELU,
              0.5,
              ModelConfig.Initialization.STANDARD);
      case "lenet" -> ModelConfig.Lenet.STANDARD;
      case "vgg16" -> ModelConfig.Vgg16.STANDARD;
      case "resnet18" ->
          new ModelConfig.Resnet18(64, Stem.AUTO, ModelConfig.Initialization.STANDARD, false);
      case "resnet50" ->
          new ModelConfig.Resnet50(64, Stem.AUTO, ModelConfig.Initialization.STANDARD, false);
      case "googlenet" ->
          new ModelConfig.Googlenet(64, Stem.AUTO, 0, ModelConfig.Initialization.STANDARD);
      case "resnet20" -> ModelConfig.Resnet20.STANDARD;
      case "resnet32" -> new ModelConfig.Resnet32(16, ModelConfig.Initialization.STANDARD, false);
      default -> throw new AssertionError(name);
    };
  }

  /** The same network with a few channels. */
  public static ModelConfig tiny(String name) {
    return switch (name) {
      case "mlp" ->
          new ModelConfig.Mlp(
              List.of(16), ModelConfig.Activation.RELU, 0, ModelConfig.Initialization.STANDARD);
      case "vgg16" -> new ModelConfig.Vgg16(4, 16, true, 0, ModelConfig.Initialization.STANDARD);
      case "resnet18" ->
          new ModelConfig.Resnet18(4, Stem.AUTO, ModelConfig.Initialization.STANDARD, false);
      case "resnet50" ->
          new ModelConfig.Resnet50(4, Stem.AUTO, ModelConfig.Initialization.STANDARD, false);
      case "googlenet" ->
          new ModelConfig.Googlenet(8, Stem.AUTO, 0, ModelConfig.Initialization.STANDARD);
      case "resnet20" -> new ModelConfig.Resnet20(4, ModelConfig.Initialization.STANDARD, false);
      case "resnet32" -> new ModelConfig.Resnet32(4, ModelConfig.Initialization.STANDARD, false);
      default -> standard(name);
    };
  }
}
