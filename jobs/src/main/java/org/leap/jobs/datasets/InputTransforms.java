package org.leap.jobs.datasets;

import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.leap.jobs.config.AugmentConfig;
import org.leap.jobs.config.DataOptions;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.ChannelMoments;
import org.leap.spark.data.Augmentation;
import org.leap.spark.data.Augmentations;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.FeatureType;
import org.leap.spark.data.Normalization;

/**
 * From {@code data.normalize} and {@code data.augment} to what the engine does with an example
 * before the network sees it.
 */
public final class InputTransforms {
  private InputTransforms() {}

  static Augmentations augmentations(DataOptions options) {
    return new Augmentations(
        options.augment().stream().map(InputTransforms::augmentation).toList());
  }

  private static Augmentation augmentation(AugmentConfig config) {
    if (config instanceof AugmentConfig.RandomCrop crop) {
      return new Augmentation.RandomCrop(crop.padding());
    }
    if (config instanceof AugmentConfig.RandomResizedCrop crop) {
      return new Augmentation.RandomResizedCrop(crop.size());
    }
    return new Augmentation.HorizontalFlip();
  }

  /** The standard one is asked for only if it is needed. */
  static Normalization normalization(
      DataOptions options, ExampleShape shape, Supplier<Normalization> standard) {
    return switch (options.normalization()) {
      case NONE -> Normalization.none(shape.channels());
      case UNIT -> {
        if (shape.type() != FeatureType.UINT8) {
          throw new BadDataException(
              "data.normalize",
              "unit is for images, whose values have a range; set it to standard or none");
        }
        yield Normalization.unit(shape.channels());
      }
      case STANDARD -> standard.get();
    };
  }

  /** To mean 0 and deviation 1 in every channel. */
  public static Normalization standard(ChannelMoments moments) {
    return new Normalization(
        IntStream.range(0, moments.channels()).mapToObj(moments::mean).toList(),
        IntStream.range(0, moments.channels()).mapToObj(moments::standardDeviation).toList());
  }
}
