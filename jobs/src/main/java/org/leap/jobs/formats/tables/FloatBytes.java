package org.leap.jobs.formats.tables;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The features of an example of floats, as they are stored: little-endian. */
final class FloatBytes {
  private final byte[] bytes;
  private final ByteBuffer buffer;

  FloatBytes(int values) {
    bytes = new byte[Float.BYTES * values];
    buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  void set(int index, float value) {
    buffer.putFloat(Float.BYTES * index, value);
  }

  byte[] bytes() {
    return bytes;
  }
}
