package org.leap.core.step;

import org.deeplearning4j.nn.api.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where some of a layer's parameters lie.
 *
 * @param offset of the first within the network's flattened parameters
 * @param length how many there are
 */
record Weights(long offset, long length) {

  static Weights of(Layer layer, String parameter) {
    INDArray view = layer.getParam(parameter);
    return new Weights(view.offset(), view.length());
  }

  /** Both, where the other lies right behind. */
  Weights and(Weights other) throws UncoveredException {
    if (offset + length != other.offset) {
      throw new UncoveredException("its parameters do not lie one after the other");
    }
    return new Weights(offset, length + other.length);
  }
}
