package org.leap.core.noise;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A gigabyte's window of off-heap floats as Java buffers, which hold two gigabytes at most. It owns
 * no memory and is only read or written while the caller holds the array, so a window that outlives
 * its array does no harm: at the same address, it shows whatever array lies there next.
 *
 * @param address of the whole buffer
 * @param capacity of the whole buffer, in floats
 * @param first position in the buffer that the window shows first
 * @param bytes the window
 * @param floats the same as floats
 */
public record OffHeapFloats(
    long address, long capacity, long first, ByteBuffer bytes, FloatBuffer floats) {
  private static final int WINDOW_BITS = 28;

  /** The window of a buffer that holds float {@code position}. */
  public static OffHeapFloats of(Pointer buffer, long position) {
    long first = position >>> WINDOW_BITS << WINDOW_BITS;
    long capacity = buffer.capacity();
    var pointer = new FloatPointer(buffer);
    pointer.position(first).limit(Math.min(capacity, first + (1L << WINDOW_BITS)));
    ByteBuffer bytes = pointer.asByteBuffer().order(ByteOrder.nativeOrder());
    return new OffHeapFloats(buffer.address(), capacity, first, bytes, bytes.asFloatBuffer());
  }

  /** Whether the elements of an array, in c order, are neighbours in this process's memory. */
  public static boolean areElementsOf(INDArray array) {
    return Nd4j.getExecutioner().type() == OpExecutioner.ExecutionerType.NATIVE_CPU
        && areNeighbours(array);
  }

  /** Whether an array is of floats that, in c order, follow one another in some memory. */
  static boolean areNeighbours(INDArray array) {
    if (array.dataType() != DataType.FLOAT) {
      return false;
    }
    long neighbours = 1;
    for (int d = array.rank() - 1; d >= 0; d--) {
      if (array.size(d) != 1 && array.stride(d) != neighbours) {
        return false;
      }
      neighbours *= array.size(d);
    }
    return true;
  }

  static int slot(Pointer buffer, long position) {
    return Long.hashCode((buffer.address() >>> 4) + (position >>> WINDOW_BITS)) & 0x7FFFFFFF;
  }

  boolean shows(Pointer buffer, long position) {
    return address == buffer.address()
        && capacity == buffer.capacity()
        && first == position >>> WINDOW_BITS << WINDOW_BITS;
  }

  /** Index within the window of a position in the whole buffer. */
  public int index(long position) {
    return (int) (position - first);
  }

  /** First position of the buffer beyond the window. */
  public long end() {
    return first + floats.capacity();
  }
}
