package org.leap.spark.engine;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Copies flat float vectors between the heap and ND4J. */
final class FlatVector {
  private FlatVector() {}

  /** The values of a contiguous float vector; empty for null, which is how DL4J says "no state". */
  static float[] read(INDArray vector) {
    if (vector == null) {
      return new float[0];
    }
    Nd4j.getExecutioner().commit();
    float[] values = new float[Math.toIntExact(vector.length())];
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
}
