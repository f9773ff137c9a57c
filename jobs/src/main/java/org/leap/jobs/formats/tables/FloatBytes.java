package org.leap.jobs.formats.tables;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.commons.lang3.math.NumberUtils;

/** The features of an example of floats, as they are stored: little-endian. */
final class FloatBytes {
  private final ByteBuffer buffer;

  FloatBytes(int values) {
    buffer = ByteBuffer.allocate(Float.BYTES * values).order(ByteOrder.LITTLE_ENDIAN);
  }

  void set(int index, float value) {
    buffer.putFloat(Float.BYTES * index, value);
  }

  byte[] bytes() {
    return buffer.array();
  }

  /** A number as tables write it, or NaN if it is none; infinite beyond single precision. */
  static float parse(String text) {
    if (text.isEmpty()) {
      return Float.NaN;
    }
    // Java also reads 1f, 1d and 0x1p3.
    char last = text.charAt(text.length() - 1);
    if (((last < '0' || last > '9') && last != '.') || text.indexOf('x') >= 0) {
      return Float.NaN;
    }
    return NumberUtils.toFloat(text, Float.NaN);
  }
}
