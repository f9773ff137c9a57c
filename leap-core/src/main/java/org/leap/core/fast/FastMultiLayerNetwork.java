package org.leap.core.fast;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;

// DL4J's doEvaluation declares an array where its interface has varargs.
@SuppressWarnings("overrides")
final class FastMultiLayerNetwork extends MultiLayerNetwork {
  private static final long serialVersionUID = 1L;

  FastMultiLayerNetwork(MultiLayerConfiguration configuration) {
    super(configuration);
  }

  @Override
  public void init(INDArray parameters, boolean cloneParametersArray) {
    super.init(parameters, cloneParametersArray);
    for (int i = 0; i < layers.length; i++) {
      Layer variant = LayerVariants.of(layers[i]);
      if (variant != layers[i]) {
        layers[i] = variant;
        layerMap.put(variant.conf().getLayer().getLayerName(), variant);
      }
      // Kept activations must survive the dropout of the layer above.
      variant.allowInputModification(false);
    }
  }

  @Override
  protected Pair<Gradient, INDArray> calcBackpropGradients(
      INDArray epsilon, boolean withOutputLayer, boolean truncated, boolean returnInputGradient) {
    int lowest = layers.length - 1;
    while (lowest > 0 && !(layers[lowest - 1] instanceof FrozenLayer)) {
      lowest--;
    }
    if (layers[lowest] instanceof FastLayer layer) {
      layer.inputGradient(
          returnInputGradient
              ? InputGradient.COMPUTED
              : InputGradient.unread(getLayerWiseConfigurations().getInputPreProcess(lowest)));
    }
    return super.calcBackpropGradients(epsilon, withOutputLayer, truncated, returnInputGradient);
  }
}
