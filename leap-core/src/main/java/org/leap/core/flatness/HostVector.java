package org.leap.core.flatness;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Copies contiguous float or double vectors of ND4J to and from doubles on the heap. */
final class HostVector {
  private HostVector() {}

  static void write(double[] values, INDArray vector) {
    if (values.length != vector.length()) {
      throw new IllegalArgumentException(
          "%s values for a vector of %s".formatted(values.length, vector.length()));
    }
    if (vector.dataType() == DataType.DOUBLE) {
      doubles(vector).put(values);
      return;
    }
    FloatBuffer target = floats(vector);
    for (double value : values) {
      target.put((float) value);
    }
  }

  /** Adds the vector to sums. */
  static void addTo(double[] sums, INDArray vector) {
    Nd4j.getExecutioner().commit();
    if (vector.dataType() == DataType.DOUBLE) {
      double[] values = new double[sums.length];
      doubles(vector).get(values);
      Vectors.add(1, values, sums);
      return;
    }
    float[] values = new float[sums.length];
    floats(vector).get(values);
    for (int i = 0; i < sums.length; i++) {
      sums[i] += values[i];
    }
  }

  static double[] read(INDArray vector) {
    double[] values = new double[Math.toIntExact(vector.length())];
    addTo(values, vector);
    return values;
  }

  private static FloatBuffer floats(INDArray vector) {
    return vector.data().asNioFloat().position(Math.toIntExact(vector.offset())).slice();
  }

  private static DoubleBuffer doubles(INDArray vector) {
    return vector.data().asNioDouble().position(Math.toIntExact(vector.offset())).slice();
  }
}
