package org.leap.core.noise;

import org.bytedeco.javacpp.indexer.Bfloat16Indexer;
import org.bytedeco.javacpp.indexer.DoubleIndexer;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.javacpp.indexer.HalfIndexer;
import org.bytedeco.javacpp.indexer.Indexer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The elements of an update of any floating point type and layout, counted in c order. */
final class UpdateElements {
  private final Indexer indexer;
  private final long offset;
  private final long length;
  private final long[] shape;
  private final long[] stride;

  private UpdateElements(INDArray update) {
    this.indexer = update.data().indexer();
    this.offset = update.offset();
    this.length = update.length();
    this.shape = update.shape();
    this.stride = update.stride();
  }

  /**
   * @throws IllegalArgumentException when the array is not of a floating point type
   */
  static UpdateElements of(INDArray update) {
    if (!update.dataType().isFPType()) {
      throw new IllegalArgumentException(
          "update is of type " + update.dataType() + ", expected a floating point type");
    }
    return new UpdateElements(update);
  }

  long length() {
    return length;
  }

  void scale(long element, float factor) {
    long i = position(element);
    if (indexer instanceof FloatIndexer floats) {
      floats.put(i, floats.get(i) * factor);
    } else if (indexer instanceof DoubleIndexer doubles) {
      doubles.put(i, doubles.get(i) * factor);
    } else if (indexer instanceof HalfIndexer halves) {
      halves.put(i, halves.get(i) * factor);
    } else if (indexer instanceof Bfloat16Indexer halves) {
      halves.put(i, halves.get(i) * factor);
    } else {
      throw new IllegalStateException("no access to the update's buffer: " + indexer);
    }
  }

  private long position(long element) {
    long position = offset;
    long rest = element;
    for (int d = shape.length - 1; d > 0; d--) {
      position += rest % shape[d] * stride[d];
      rest /= shape[d];
    }
    return shape.length == 0 ? position : position + rest * stride[0];
  }
}
