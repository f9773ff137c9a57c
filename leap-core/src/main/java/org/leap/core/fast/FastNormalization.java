package org.leap.core.fast;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** What layers of batch normalization share. */
abstract class FastNormalization extends BatchNormalization implements FastLayer {
  private static final long serialVersionUID = 1L;

  FastNormalization(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  final ChannelStatistics channels(INDArray array) {
    boolean last = array.rank() == 4 && layerConf().getCnn2DFormat() == CNN2DFormat.NHWC;
    return new ChannelStatistics(last ? 3 : 1);
  }

  /** {@code [c]}. */
  final INDArray vector(String parameter) {
    INDArray value = getParam(parameter);
    return value.reshape(value.length());
  }

  final void put(Gradient gradient, String parameter, INDArray value) {
    INDArray view = gradientViews.get(parameter);
    gradient.setGradientFor(parameter, view.assign(value.reshape(view.shape())));
  }

  final INDArray inverseDeviation(INDArray ofVariance) {
    return Transforms.sqrt(ofVariance.add(layerConf().getEps()), false).rdivi(1);
  }

  final INDArray runningVariance() {
    if (!layerConf().isUseLogStd()) {
      return vector(BatchNormalizationParamInitializer.GLOBAL_VAR);
    }
    // The parameter is the decimal logarithm of the standard deviation.
    INDArray logarithm = vector(BatchNormalizationParamInitializer.GLOBAL_LOG_STD);
    return Transforms.exp(logarithm.mul(2 * Math.log(10)), false);
  }
}
