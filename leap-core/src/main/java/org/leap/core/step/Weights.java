package org.leap.core.step;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where some of a layer's parameters lie.
 *
 * @param offset of the first within the network's flattened parameters
 * @param length how many there are
 */
record Weights(long offset, long length) {

  /**
   * Where a view of the parameters lies.
   *
   * @param origin offset of the flattened parameters themselves, which may be a view as well
   */
  static Weights of(INDArray view, long origin) {
    return new Weights(view.offset() - origin, view.length());
  }

  /** Both, where the other lies right behind. */
  Weights and(Weights other) throws UncoveredException {
    if (offset + length != other.offset) {
      throw new UncoveredException("its parameters do not lie one after the other");
    }
    return new Weights(offset, length + other.length);
  }
}
