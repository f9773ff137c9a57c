package org.leap.spark.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Turns the stored bytes of one example into normalized values. */
interface Decoder {
  /**
   * Writes one example's normalized values.
   *
   * @param chunk features of a chunk, {@code [n, shape.bytes()]}
   * @param row the example
   * @param start where its {@code shape.size()} values begin in {@code target}
   */
  void decode(byte[] chunk, int row, float[] target, int start);

  static Decoder of(ExampleShape shape, Normalization normalization) {
    return switch (shape.type()) {
      case UINT8 -> bytes(shape, normalization);
      case FLOAT32 -> floats(shape, normalization);
    };
  }

  private static Decoder bytes(ExampleShape shape, Normalization normalization) {
    float[][] tables = new float[shape.channels()][];
    for (int c = 0; c < tables.length; c++) {
      tables[c] = normalization.table(c);
    }
    int plane = shape.channelSize();
    return (chunk, row, target, start) -> {
      int from = row * shape.bytes();
      int to = start;
      for (float[] table : tables) {
        for (int i = 0; i < plane; i++) {
          target[to + i] = table[chunk[from + i] & 0xff];
        }
        from += plane;
        to += plane;
      }
    };
  }

  private static Decoder floats(ExampleShape shape, Normalization normalization) {
    double[] mean = new double[shape.channels()];
    double[] scale = new double[shape.channels()];
    boolean asStored = true;
    for (int c = 0; c < mean.length; c++) {
      mean[c] = normalization.mean().get(c);
      scale[c] = normalization.scale(c);
      asStored &= mean[c] == 0 && scale[c] == 1;
    }
    boolean copy = asStored;
    int plane = shape.channelSize();
    return (chunk, row, target, start) -> {
      ByteBuffer.wrap(chunk, row * shape.bytes(), shape.bytes())
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(target, start, shape.size());
      if (copy) {
        return;
      }
      int to = start;
      for (int c = 0; c < mean.length; c++) {
        for (int end = to + plane; to < end; to++) {
          target[to] = (float) ((target[to] - mean[c]) * scale[c]);
        }
      }
    };
  }
}
