package org.leap.spark.engine;

import java.nio.FloatBuffer;
import java.util.function.IntFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Flat float vectors on the heap, copied from and to ND4J. */
final class FlatVector {
  /** Elements looked at side by side. */
  private static final int BLOCK = 1024;

  private FlatVector() {}

  /** The values of a contiguous float vector; empty for null, which is how DL4J says "no state". */
  static float[] read(INDArray vector) {
    return read(vector, float[]::new);
  }

  /**
   * The same in an array that is given.
   *
   * @param arrays gives one of so many elements, which may hold anything
   */
  static float[] read(INDArray vector, IntFunction<float[]> arrays) {
    if (vector == null) {
      return new float[0];
    }
    Nd4j.getExecutioner().commit();
    float[] values = arrays.apply(Math.toIntExact(vector.length()));
    host(vector).get(values);
    return values;
  }

  /** Overwrites a contiguous float vector. */
  static void write(float[] values, INDArray vector) {
    if (vector == null ? values.length != 0 : values.length != vector.length()) {
      throw new IllegalArgumentException(
          "%s values for a vector of %s"
              .formatted(values.length, vector == null ? 0 : vector.length()));
    }
    if (vector != null) {
      host(vector).put(values);
    }
  }

  private static FloatBuffer host(INDArray vector) {
    if (vector.dataType() != DataType.FLOAT) {
      throw new IllegalArgumentException(
          "a vector of %s, expected FLOAT".formatted(vector.dataType()));
    }
    FloatBuffer buffer = vector.data().asNioFloat();
    return buffer.position(Math.toIntExact(vector.offset())).slice();
  }

  /** Whether all values are finite. */
  static boolean isFinite(float[] values) {
    float[] sums = new float[BLOCK];
    for (int start = 0; start < values.length; start += BLOCK) {
      addZeros(values, start, Math.min(BLOCK, values.length - start), sums);
    }
    float sum = 0;
    for (float one : sums) {
      sum += one;
    }
    return sum == 0;
  }

  /** Zero times infinity, and times NaN, is NaN. A loop that the compiler makes vectors of. */
  private static void addZeros(float[] values, int start, int n, float[] sums) {
    for (int i = 0; i < n; i++) {
      sums[i] += values[start + i] * 0f;
    }
  }

  /** Place of the first value that is not finite, -1 if there is none. */
  static int firstNonFinite(float[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        return i;
      }
    }
    return -1;
  }
}
