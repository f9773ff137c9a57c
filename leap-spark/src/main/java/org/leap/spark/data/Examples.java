package org.leap.spark.data;

/** A data set in the driver's memory, by row. */
public interface Examples {
  /** Number of examples. */
  int count();

  /** Class of a row, in {@code [0, classes)}, or the bits of a float where labels are numbers. */
  int label(int row);

  /** Copies a row's {@code shape.bytes()} bytes to {@code target} from {@code offset} on. */
  void copyFeatures(int row, byte[] target, int offset);
}
