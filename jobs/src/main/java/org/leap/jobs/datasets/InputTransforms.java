package org.leap.jobs.datasets;

import java.util.Collections;
import java.util.List;
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
  /** Some times that of a float. */
  private static final double ROUNDING = 1e-6;

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

  /**
   * What statistics of the training set scale by; each is asked for only if it is needed.
   *
   * @param largest absolute values
   */
  record Statistics(Supplier<Normalization> standard, Supplier<Normalization> largest) {}

  /**
   * How features are scaled.
   *
   * @param sparse whether the data leave out zeros
   */
  static Normalization normalization(
      DataOptions options, ExampleShape shape, boolean sparse, Statistics statistics) {
    return switch (options.normalization().of(sparse)) {
      case AUTO -> throw new AssertionError(options);
      case MAXABS -> statistics.largest().get();
      case NONE -> Normalization.none(shape.channels());
      case UNIT -> {
        if (shape.type() != FeatureType.UINT8) {
          throw new BadDataException(
              "data.normalize",
              "unit is for images, whose values have a range; set it to standard, maxabs or none");
        }
        yield Normalization.unit(shape.channels());
      }
      case STANDARD -> statistics.standard().get();
    };
  }

  /**
   * To mean 0 and deviation 1 in every channel. One whose values differ by no more than floats are
   * rounded by counts as constant: scaled, it would be noise as large as the others' values.
   */
  public static Normalization standard(ChannelMoments moments) {
    return new Normalization(
        channels(moments).mapToObj(moments::mean).toList(),
        channels(moments)
            .mapToObj(
                c ->
                    moments.standardDeviation(c) <= ROUNDING * Math.abs(moments.mean(c))
                        ? 0
                        : moments.standardDeviation(c))
            .toList());
  }

  /** To the range from -1 to 1 in every channel; 0 stays 0. */
  public static Normalization largest(ChannelMoments moments) {
    return byLargest(
        channels(moments)
            .mapToObj(c -> Math.max(Math.abs(moments.smallest(c)), Math.abs(moments.largest(c))))
            .toList());
  }

  /** The same by the largest absolute value of every channel. */
  static Normalization byLargest(List<Double> largest) {
    return new Normalization(Collections.nCopies(largest.size(), 0.0), largest);
  }

  private static IntStream channels(ChannelMoments moments) {
    return IntStream.range(0, moments.channels());
  }
}
