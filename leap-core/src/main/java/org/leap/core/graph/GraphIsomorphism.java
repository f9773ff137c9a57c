package org.leap.core.graph;

import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The sum of the graph isomorphism network of Xu et al. (ICLR 2019) with the first layer of its
 * perceptron: {@code activation(((1 + epsilon) I + A) X W + b)}, with A the adjacency and epsilon a
 * parameter that starts from 0. Dense layers on top of it make up the rest of the perceptron.
 */
public final class GraphIsomorphism extends NodeLayer {
  private static final long serialVersionUID = 1L;
  private static final String EPSILON = "epsilon";

  /** For JSON only. */
  public GraphIsomorphism() {}

  private GraphIsomorphism(Builder builder) {
    super(builder);
  }

  @Override
  Map<String, long[]> biases() {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put(NodeParameters.BIAS, new long[] {getNOut()});
    shapes.put(EPSILON, new long[] {1});
    return shapes;
  }

  @Override
  double initialBias(String name) {
    return name.equals(EPSILON) ? 0 : super.initialBias(name);
  }

  @Override
  NodeLayerPass<?> pass(NeuralNetConfiguration conf, DataType type) {
    return new Pass(conf, type);
  }

  /** Builder of a layer of the graph isomorphism network. */
  @SuppressWarnings("unchecked") // The signature of DL4J's build().
  public static final class Builder extends NodeLayer.Builder<Builder> {
    @Override
    public GraphIsomorphism build() {
      return new GraphIsomorphism(this);
    }
  }

  private static final class Pass extends NodeLayerPass<GraphIsomorphism> {
    private static final long serialVersionUID = 1L;
    private transient double[] summed;

    Pass(NeuralNetConfiguration conf, DataType type) {
      super(conf, type);
    }

    @Override
    double[] propagate(double[] projected, boolean training) {
      summed = training ? projected : null;
      return sums(projected);
    }

    /** The matrix is symmetric; epsilon weighs every node itself. */
    @Override
    double[] backpropagate(double[] delta, Gradient gradient) {
      double[] byEpsilon = {Rows.dot(delta, 0, summed, 0, delta.length)};
      store(EPSILON, byEpsilon, gradient);
      summed = null;
      return sums(delta);
    }

    private double[] sums(double[] x) {
      return graph().sums(1 + parameter(EPSILON)[0], x, layerConf().width());
    }

    @Override
    public void clear() {
      summed = null;
      super.clear();
    }
  }
}
