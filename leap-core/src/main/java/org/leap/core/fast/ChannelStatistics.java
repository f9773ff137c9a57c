package org.leap.core.fast;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Sums and affine maps by channel of contiguous arrays {@code [b, c]}, {@code [b, c, h, w]} or,
 * with the channels last, {@code [b, h, w, c]}.
 *
 * @param axis of the channels
 */
record ChannelStatistics(int axis) {

  /** {@code [c]}: sum of each channel. */
  INDArray sums(INDArray array) {
    long channels = array.size(axis);
    if (axis == array.rank() - 1) {
      return array.reshape('c', array.length() / channels, channels).sum(0);
    }
    long examples = array.size(0);
    long places = array.length() / (examples * channels);
    // A product with ones adds up the places of an image several times as fast as a reduction.
    INDArray images = array.reshape('c', examples * channels, places);
    return images.mmul(Nd4j.ones(array.dataType(), places, 1)).reshape(examples, channels).sum(0);
  }

  /**
   * Factor times array plus term, by channel. The normalization of mean 0 and variance 1 is the one
   * operation that does so in one pass.
   *
   * @param factor {@code [c]}
   * @param term {@code [c]}
   */
  void affine(INDArray array, INDArray factor, INDArray term, INDArray output) {
    INDArray zero = Nd4j.zeros(array.dataType(), array.size(axis));
    INDArray one = Nd4j.ones(array.dataType(), array.size(axis));
    Nd4j.exec(
        DynamicCustomOp.builder("batchnorm")
            .addInputs(array, zero, one, factor, term)
            .addOutputs(output)
            .addIntegerArguments(1, 1, axis)
            .addFloatingPointArguments(0.0)
            .build());
  }
}
