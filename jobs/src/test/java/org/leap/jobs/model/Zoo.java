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
      case "mlp" -> new ModelConfig.Mlp(List.of(1000, 1000), ModelConfig.Activation.RELU, 0.5);
      case "lenet" -> new ModelConfig.Lenet();
      case "vgg16" -> ModelConfig.Vgg16.STANDARD;
      case "resnet18" -> new ModelConfig.Resnet18(64, Stem.AUTO);
      case "resnet50" -> new ModelConfig.Resnet50(64, Stem.AUTO);
      case "googlenet" -> new ModelConfig.Googlenet(64, Stem.AUTO, 0);
      case "resnet20" -> ModelConfig.Resnet20.STANDARD;
      case "resnet32" -> new ModelConfig.Resnet32(16);
      default -> throw new AssertionError(name);
    };
  }

  /** The same network with a few channels. */
  public static ModelConfig tiny(String name) {
    return switch (name) {
      case "mlp" -> new ModelConfig.Mlp(List.of(16), ModelConfig.Activation.RELU, 0);
      case "vgg16" -> new ModelConfig.Vgg16(4, 16, true, 0);
      case "resnet18" -> new ModelConfig.Resnet18(4, Stem.AUTO);
      case "resnet50" -> new ModelConfig.Resnet50(4, Stem.AUTO);
      case "googlenet" -> new ModelConfig.Googlenet(8, Stem.AUTO, 0);
      case "resnet20" -> new ModelConfig.Resnet20(4);
      case "resnet32" -> new ModelConfig.Resnet32(4);
      default -> standard(name);
    };
  }
}
