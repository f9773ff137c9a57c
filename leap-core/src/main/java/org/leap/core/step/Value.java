package org.leap.core.step;

import org.leap.core.onednn.Buffer;

/**
 * What flows between two operations: {@code [b, n]}, or {@code [b, c, h, w]} with channels last.
 */
final class Value {
  private final long[] shape;
  private final boolean trained;
  private Buffer buffer;

  /**
   * @param trained whether parameters lie before it, so that its gradient is wanted
   */
  Value(boolean trained, long... shape) {
    this.trained = trained;
    this.shape = shape;
  }

  long[] shape() {
    return shape.clone();
  }

  long examples() {
    return shape[0];
  }

  long channels() {
    return shape[1];
  }

  boolean isImage() {
    return shape.length == 4;
  }

  /** Values of one example. */
  long size() {
    long size = 1;
    for (int i = 1; i < shape.length; i++) {
      size *= shape[i];
    }
    return size;
  }

  boolean isTrained() {
    return trained;
  }

  Buffer buffer() {
    return buffer;
  }

  void setBuffer(Buffer newBuffer) {
    buffer = newBuffer;
  }
}
