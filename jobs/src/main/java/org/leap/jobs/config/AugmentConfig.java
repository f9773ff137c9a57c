package org.leap.jobs.config;

/** A random change to the images that are trained. */
@Key.Variants(
    doc = "the augmentation",
    of = {
      AugmentConfig.RandomCrop.class,
      AugmentConfig.HorizontalFlip.class,
      AugmentConfig.RandomResizedCrop.class
    })
public sealed interface AugmentConfig {

  /** Moves the image by up to {@code padding} pixels; zeros come in. */
  @Key.Word("random-crop")
  record RandomCrop(@Key(doc = "pixels", orElse = "4", in = "[1, 4096]") int padding)
      implements AugmentConfig {}

  /** Mirrors every second image. */
  @Key.Word("horizontal-flip")
  record HorizontalFlip() implements AugmentConfig {}

  /** Cuts a random part out and scales it to a square of {@code size} pixels. */
  @Key.Word("random-resized-crop")
  record RandomResizedCrop(@Key(doc = "pixels", in = "[1, 4096]") int size)
      implements AugmentConfig {}
}
