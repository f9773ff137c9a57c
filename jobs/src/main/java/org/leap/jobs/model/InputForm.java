package org.leap.jobs.model;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;

/**
 * Whether a network takes examples as rows rather than as images, which DL4J's configurations do
 * not say: it does if its first layer is dense or rows are turned into images for it.
 */
final class InputForm {
  private InputForm() {}

  static boolean isFlat(ZooNetwork network) {
    if (network instanceof ZooNetwork.Stack stack) {
      return isFlat(stack.configuration());
    }
    return isFlat(((ZooNetwork.Graph) network).configuration());
  }

  private static boolean isFlat(MultiLayerConfiguration configuration) {
    return isFlat(configuration.getConf(0).getLayer(), configuration.getInputPreProcess(0));
  }

  private static boolean isFlat(ComputationGraphConfiguration configuration) {
    List<String> inputs = configuration.getNetworkInputs();
    for (Map.Entry<String, List<String>> vertex : configuration.getVertexInputs().entrySet()) {
      if (vertex.getValue().contains(inputs.get(0))
          && configuration.getVertices().get(vertex.getKey()) instanceof LayerVertex layer) {
        return isFlat(layer.getLayerConf().getLayer(), layer.getPreProcessor());
      }
    }
    return false;
  }

  private static boolean isFlat(Layer first, InputPreProcessor preProcessor) {
    return preProcessor == null
        ? first instanceof DenseLayer || first instanceof BaseOutputLayer
        : preProcessor instanceof FeedForwardToCnnPreProcessor;
  }
}
