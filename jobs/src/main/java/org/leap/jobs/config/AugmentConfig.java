package org.leap.jobs.config;

/** A random change to the images that are trained. */
public sealed interface AugmentConfig {

  /** Moves the image by up to {@code padding} pixels; zeros come in. */
  record RandomCrop(int padding) implements AugmentConfig {}

  /** Mirrors every second image. */
  record HorizontalFlip() implements AugmentConfig {}

  /** Cuts a random part out and scales it to a square of {@code size} pixels. */
  record RandomResizedCrop(int size) implements AugmentConfig {}
}
