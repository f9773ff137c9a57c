package org.leap.core.graph;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Dense matrices as Java arrays in double precision, row by row, to and from ND4J. */
final class Rows {
  private Rows() {}

  /** {@code to[toStart + i] += factor * from[fromStart + i]} for i below n. */
  static void addScaled(
      double factor, double[] from, int fromStart, double[] to, int toStart, int n) {
    for (int i = 0; i < n; i++) {
      to[toStart + i] += factor * from[fromStart + i];
    }
  }

  static double dot(double[] a, int aStart, double[] b, int bStart, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += a[aStart + i] * b[bStart + i];
    }
    return sum;
  }

  static boolean isZero(double[] values, int start, int n) {
    for (int i = start; i < start + n; i++) {
      if (values[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** Values of a float or double array, row by row. */
  static double[] read(INDArray array) {
    if (array.dataType() != DataType.FLOAT) {
      return array.dup('c').data().asDouble();
    }
    INDArray own = array.dup('c');
    Nd4j.getExecutioner().commit();
    float[] floats = new float[Math.toIntExact(own.length())];
    FloatBuffer buffer = own.data().asNioFloat();
    buffer.position(Math.toIntExact(own.offset())).slice().get(floats);
    double[] values = new double[floats.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = floats[i];
    }
    return values;
  }

  /** A new array {@code [rows, width]}. */
  static INDArray array(
      double[] values, int width, DataType data, ArrayType type, LayerWorkspaceMgr workspaces) {
    long[] shape = {values.length / width, width};
    INDArray array = workspaces.createUninitialized(type, data, shape, 'c');
    write(values, array);
    return array;
  }

  /** Overwrites an array that is contiguous and in C order. */
  static void write(double[] values, INDArray array) {
    if (array.length() != values.length || array.ordering() != 'c') {
      throw new IllegalArgumentException(
          "%s values for an array of %s in order %s"
              .formatted(values.length, array.length(), array.ordering()));
    }
    int offset = Math.toIntExact(array.offset());
    if (array.dataType() == DataType.DOUBLE) {
      DoubleBuffer buffer = array.data().asNioDouble();
      buffer.position(offset).slice().put(values);
      return;
    }
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    array.data().asNioFloat().position(offset).slice().put(floats);
  }
}
