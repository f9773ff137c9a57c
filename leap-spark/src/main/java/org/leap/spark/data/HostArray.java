package org.leap.spark.data;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An array of floats on the heap, row by row, whose first dimension counts examples. Spark sees its
 * size, and every serializer copies it in bulk. Not to be modified.
 */
final class HostArray implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int MOST_DIMENSIONS = 32;

  private final long[] shape;
  private final byte[] values;

  private HostArray(long[] shape, byte[] values) {
    this.shape = shape;
    this.values = values;
  }

  /** A copy; other types become floats. */
  static HostArray of(INDArray array) {
    INDArray floats = array.castTo(DataType.FLOAT);
    if (floats.ordering() != 'c' || floats.isView()) {
      floats = floats.dup('c');
    }
    byte[] values = new byte[Math.multiplyExact(Math.toIntExact(floats.length()), Float.BYTES)];
    Nd4j.getExecutioner().commit();
    FloatBuffer buffer = floats.data().asNioFloat();
    floats(values).put(buffer.position(Math.toIntExact(floats.offset())).slice());
    return new HostArray(array.shape().clone(), values);
  }

  int examples() {
    return Math.toIntExact(shape[0]);
  }

  int bytes() {
    return values.length;
  }

  /** Examples {@code from} (inclusive) to {@code to} (exclusive). */
  HostArray examples(int from, int to) {
    int size = values.length / examples();
    long[] own = shape.clone();
    own[0] = (long) to - from;
    return new HostArray(own, Arrays.copyOfRange(values, from * size, to * size));
  }

  List<Long> exampleShape() {
    return Arrays.stream(shape).skip(1).boxed().toList();
  }

  /** All examples of arrays that are alike, one after the other. */
  static HostArray concat(HostArray[] runs) {
    long[] shape = runs[0].shape.clone();
    shape[0] = Arrays.stream(runs).mapToLong(HostArray::examples).sum();
    ByteBuffer all =
        ByteBuffer.allocate(
            Arrays.stream(runs).mapToInt(HostArray::bytes).reduce(0, Math::addExact));
    Arrays.stream(runs).forEach(run -> all.put(run.values));
    return new HostArray(shape, all.array());
  }

  /** A new array outside the heap. */
  INDArray array() {
    return array(floats(values), shape);
  }

  /** Copied in bulk where ND4J's memory is the host's: {@code create} takes 30 times as long. */
  static INDArray array(FloatBuffer values, long... shape) {
    if (Nd4j.getExecutioner().type() != OpExecutioner.ExecutionerType.NATIVE_CPU) {
      float[] copy = new float[values.remaining()];
      values.get(copy);
      return Nd4j.create(copy, shape, 'c');
    }
    INDArray array = Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
    array.data().asNioFloat().put(values);
    return array;
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(shape.length);
    for (long dimension : shape) {
      out.writeLong(dimension);
    }
    out.write(values);
  }

  /** Reads what {@link #write} wrote; fails if it cannot be an array. */
  static HostArray read(DataInput in) throws IOException {
    int dimensions = in.readInt();
    if (dimensions < 1 || dimensions > MOST_DIMENSIONS) {
      throw new IOException("an array of " + dimensions + " dimensions: the file is damaged");
    }
    long[] shape = new long[dimensions];
    long bytes = Float.BYTES;
    for (int i = 0; i < dimensions; i++) {
      shape[i] = in.readLong();
      if (shape[i] < 1 || shape[i] > Integer.MAX_VALUE / bytes) {
        throw new IOException(
            "an array of shape " + Arrays.toString(shape) + ": the file is damaged");
      }
      bytes *= shape[i];
    }
    byte[] values = new byte[(int) bytes];
    in.readFully(values);
    return new HostArray(shape, values);
  }

  private static FloatBuffer floats(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  }
}
