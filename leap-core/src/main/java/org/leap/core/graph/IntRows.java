package org.leap.core.graph;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Whole numbers with their count before them. */
final class IntRows {
  private IntRows() {}

  static void write(int[] values, DataOutput out) throws IOException {
    out.writeInt(values.length);
    for (int value : values) {
      out.writeInt(value);
    }
  }

  static int[] read(DataInput in) throws IOException {
    int[] values = new int[in.readInt()];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readInt();
    }
    return values;
  }
}
