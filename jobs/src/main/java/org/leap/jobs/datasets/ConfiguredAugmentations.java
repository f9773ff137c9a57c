package org.leap.jobs.datasets;

import org.leap.jobs.config.AugmentConfig;
import org.leap.jobs.config.DataOptions;
import org.leap.spark.data.Augmentation;
import org.leap.spark.data.Augmentations;

/** From {@code data.augment} to what the engine does. */
final class ConfiguredAugmentations {
  private ConfiguredAugmentations() {}

  static Augmentations of(DataOptions options) {
    return new Augmentations(
        options.augment().stream().map(ConfiguredAugmentations::step).toList());
  }

  private static Augmentation step(AugmentConfig config) {
    if (config instanceof AugmentConfig.RandomCrop crop) {
      return new Augmentation.RandomCrop(crop.padding());
    }
    if (config instanceof AugmentConfig.RandomResizedCrop crop) {
      return new Augmentation.RandomResizedCrop(crop.size());
    }
    return new Augmentation.HorizontalFlip();
  }
}
