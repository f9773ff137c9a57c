package org.leap.spark.data;

import java.io.Serializable;

/**
 * What one example looks like: values of shape {@code [channels, height, width]}, labelled with a
 * class in {@code [0, classes)} or, where there are no classes, with a number: its label is then
 * the bits of a float. A flat vector of n values is {@code [n, 1, 1]}.
 */
public record ExampleShape(int channels, int height, int width, int classes, FeatureType type)
    implements Serializable {

  public ExampleShape {
    if (channels < 1 || height < 1 || width < 1 || classes < 0) {
      throw new IllegalArgumentException(
          "Invalid example shape: channels %s, height %s, width %s, classes %s; all but the classes must be positive"
              .formatted(channels, height, width, classes));
    }
    Math.multiplyExact(
        Math.multiplyExact(Math.multiplyExact(channels, height), width), type.bytes());
  }

  /** An example of unsigned bytes. */
  public ExampleShape(int channels, int height, int width, int classes) {
    this(channels, height, width, classes, FeatureType.UINT8);
  }

  /** Whether labels are numbers. */
  public boolean measured() {
    return classes == 0;
  }

  /** What a network gives for an example: a value for each class, or one for the number. */
  public int outputs() {
    return Math.max(1, classes);
  }

  /** Values in one example. */
  public int size() {
    return channels * height * width;
  }

  /** Bytes that one example takes. */
  public int bytes() {
    return size() * type.bytes();
  }

  /** Values in one channel of an example. */
  int channelSize() {
    return height * width;
  }
}
