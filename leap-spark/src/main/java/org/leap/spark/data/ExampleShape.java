package org.leap.spark.data;

import java.io.Serializable;

/**
 * What one example looks like: values of shape {@code [channels, height, width]}, labelled with a
 * class in {@code [0, classes)}. A flat vector of n values is {@code [n, 1, 1]}.
 */
public record ExampleShape(int channels, int height, int width, int classes, FeatureType type)
    implements Serializable {

  public ExampleShape {
    if (channels < 1 || height < 1 || width < 1 || classes < 1) {
      throw new IllegalArgumentException(
          "Invalid example shape: channels %s, height %s, width %s, classes %s; all must be positive"
              .formatted(channels, height, width, classes));
    }
    Math.multiplyExact(
        Math.multiplyExact(Math.multiplyExact(channels, height), width), type.bytes());
  }

  /** An example of unsigned bytes. */
  public ExampleShape(int channels, int height, int width, int classes) {
    this(channels, height, width, classes, FeatureType.UINT8);
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
