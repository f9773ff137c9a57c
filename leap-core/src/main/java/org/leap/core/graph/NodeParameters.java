package org.leap.core.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.common.util.ArrayUtil;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Parameters of node layers: weights one after the other, then biases, each in C order. */
final class NodeParameters implements ParamInitializer {
  static final NodeParameters INSTANCE = new NodeParameters();
  static final String WEIGHT = "W";
  static final String BIAS = "b";

  private NodeParameters() {}

  private static Map<String, long[]> shapes(NodeLayer layer) {
    Map<String, long[]> shapes = new LinkedHashMap<>(layer.weights());
    shapes.putAll(layer.biases());
    return shapes;
  }

  @Override
  public long numParams(NeuralNetConfiguration conf) {
    return numParams(conf.getLayer());
  }

  @Override
  public long numParams(Layer layer) {
    return shapes((NodeLayer) layer).values().stream().mapToLong(ArrayUtil::prodLong).sum();
  }

  @Override
  public List<String> paramKeys(Layer layer) {
    return new ArrayList<>(shapes((NodeLayer) layer).keySet());
  }

  @Override
  public List<String> weightKeys(Layer layer) {
    return new ArrayList<>(((NodeLayer) layer).weights().keySet());
  }

  @Override
  public List<String> biasKeys(Layer layer) {
    return new ArrayList<>(((NodeLayer) layer).biases().keySet());
  }

  @Override
  public boolean isWeightParam(Layer layer, String key) {
    return weightKeys(layer).contains(key);
  }

  @Override
  public boolean isBiasParam(Layer layer, String key) {
    return biasKeys(layer).contains(key);
  }

  @Override
  public Map<String, INDArray> init(
      NeuralNetConfiguration conf, INDArray parameters, boolean initialize) {
    NodeLayer layer = (NodeLayer) conf.getLayer();
    Map<String, INDArray> views = views(layer, parameters);
    views.forEach(
        (name, view) -> {
          conf.addVariable(name);
          if (initialize) {
            initialize(layer, name, view);
          }
        });
    return views;
  }

  private static void initialize(NodeLayer layer, String name, INDArray view) {
    long[] shape = layer.weights().get(name);
    if (shape == null) {
      view.assign(layer.initialBias(name));
      return;
    }
    // Attention vectors [heads, width] are products of width inputs with one output.
    boolean matrix = name.equals(WEIGHT);
    double fanIn = matrix ? shape[0] : shape[1];
    double fanOut = matrix ? shape[1] : 1;
    layer.getWeightInitFn().init(fanIn, fanOut, shape, 'c', view.reshape(view.length()));
  }

  @Override
  public Map<String, INDArray> getGradientsFromFlattened(
      NeuralNetConfiguration conf, INDArray gradient) {
    return views((NodeLayer) conf.getLayer(), gradient);
  }

  private static Map<String, INDArray> views(NodeLayer layer, INDArray flat) {
    INDArray vector = flat.reshape(flat.length());
    Map<String, INDArray> views = new LinkedHashMap<>();
    long offset = 0;
    for (Map.Entry<String, long[]> parameter : shapes(layer).entrySet()) {
      long end = offset + ArrayUtil.prodLong(parameter.getValue());
      views.put(
          parameter.getKey(),
          vector.get(NDArrayIndex.interval(offset, end)).reshape('c', parameter.getValue()));
      offset = end;
    }
    return views;
  }
}
