package org.leap.core.graph;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Graph convolution of Kipf and Welling (ICLR 2017): {@code activation(D^-1/2 (A + I) D^-1/2 X W +
 * b)}, with A the adjacency and D the degrees of A + I.
 */
public final class GraphConvolution extends NodeLayer {
  private static final long serialVersionUID = 1L;

  /** For JSON only. */
  public GraphConvolution() {}

  private GraphConvolution(Builder builder) {
    super(builder);
  }

  @Override
  NodeLayerPass<?> pass(NeuralNetConfiguration conf, DataType type) {
    return new Pass(conf, type);
  }

  /** Builder of a graph convolution layer. */
  @SuppressWarnings("unchecked") // The signature of DL4J's build().
  public static final class Builder extends NodeLayer.Builder<Builder> {
    @Override
    public GraphConvolution build() {
      return new GraphConvolution(this);
    }
  }

  private static final class Pass extends NodeLayerPass<GraphConvolution> {
    private static final long serialVersionUID = 1L;

    Pass(NeuralNetConfiguration conf, DataType type) {
      super(conf, type);
    }

    @Override
    double[] propagate(double[] projected, boolean training) {
      return normalizedSums(projected);
    }

    /** The normalized adjacency is symmetric. */
    @Override
    double[] backpropagate(double[] delta, Gradient gradient) {
      return normalizedSums(delta);
    }

    /** Overwrites its argument. */
    private double[] normalizedSums(double[] x) {
      int width = layerConf().width();
      scale(x, width);
      double[] sums = graph().sums(1, x, width);
      scale(sums, width);
      return sums;
    }

    /** By D^-1/2. */
    private void scale(double[] x, int width) {
      for (int node = 0; node < graph().nodes(); node++) {
        double factor = 1 / Math.sqrt(graph().degree(node) + 1.0);
        for (int i = node * width; i < (node + 1) * width; i++) {
          x[i] *= factor;
        }
      }
    }
  }
}
