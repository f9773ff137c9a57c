package org.leap.spark.data;

/** How the values of an example are stored. */
public enum FeatureType {
  /** Unsigned bytes, 0 to 255. */
  UINT8(1),
  /** Single precision, little-endian. */
  FLOAT32(4);

  private final int bytes;

  FeatureType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes that one value takes. */
  public int bytes() {
    return bytes;
  }
}
