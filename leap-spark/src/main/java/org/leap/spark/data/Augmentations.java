package org.leap.spark.data;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.leap.core.noise.SeedDerivation;

/** The augmentations of a run, one after the other. */
public record Augmentations(List<Augmentation> steps) implements Serializable {
  public static final Augmentations NONE = new Augmentations(List.of());
  private static final long AUGMENTATION = 6;

  public Augmentations {
    steps = List.copyOf(steps);
  }

  /**
   * Shape of the examples that a network sees, given that of the stored ones.
   *
   * @throws IllegalArgumentException if a step cannot be done to them
   */
  public ExampleShape output(ExampleShape stored) {
    if (!steps.isEmpty() && stored.type() != FeatureType.UINT8) {
      throw new IllegalArgumentException("data.augment is for images of bytes; leave it out");
    }
    ExampleShape shape = stored;
    for (Augmentation step : steps) {
      shape = step.output(shape);
    }
    return shape;
  }

  /** The seed of an epoch's changes. */
  static long seed(long runSeed, long epoch) {
    return SeedDerivation.derive(runSeed, AUGMENTATION, epoch);
  }

  /**
   * An example to train.
   *
   * @param epochSeed by {@link #seed}
   * @param place the example's place in the global order: its changes depend on nothing else
   */
  byte[] train(ExampleShape stored, byte[] chunk, int row, long epochSeed, long place) {
    SplittableRandom random = new SplittableRandom(SeedDerivation.derive(epochSeed, place));
    byte[] image = image(chunk, row, stored);
    ExampleShape shape = stored;
    for (Augmentation step : steps) {
      image = step.train(shape, image, random);
      shape = step.output(shape);
    }
    return image;
  }

  /** An example to evaluate. */
  byte[] evaluate(ExampleShape stored, byte[] chunk, int row) {
    byte[] image = image(chunk, row, stored);
    ExampleShape shape = stored;
    for (Augmentation step : steps) {
      image = step.evaluate(shape, image);
      shape = step.output(shape);
    }
    return image;
  }

  /** A copy of one example of a chunk. */
  private static byte[] image(byte[] chunk, int row, ExampleShape shape) {
    return Arrays.copyOfRange(chunk, row * shape.bytes(), (row + 1) * shape.bytes());
  }
}
