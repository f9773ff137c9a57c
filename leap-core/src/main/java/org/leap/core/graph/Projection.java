package org.leap.core.graph;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The product X W with its gradients, where X loses some of its values to dropout in training. */
final class Projection {
  private final SparseRows input;
  private final double[] weights;
  private final int width;
  private final int nIn;

  /** On the input, null for none. */
  private final double[] factors;

  /**
   * @param input {@code [nodes, nIn]}, not looked at by a layer on features
   * @param weights {@code [nIn, width]}
   */
  Projection(NodeLayer layer, NodeGraph graph, INDArray input, double[] weights, boolean training) {
    double dropout = training ? layer.getInputDropout() : 0;
    this.weights = weights;
    this.width = layer.width();
    this.nIn = weights.length / width;
    if (layer.isOnFeatures()) {
      this.factors = dropout(graph.features().held(), dropout);
      this.input = graph.features().nonZero(factors);
      return;
    }
    if (input.rank() != 2 || input.rows() != graph.nodes() || input.columns() != layer.getNIn()) {
      String found = Arrays.toString(input.shape());
      throw new IllegalArgumentException(
          "layer %s takes activations [%s, %s], found %s"
              .formatted(layer.getLayerName(), graph.nodes(), layer.getNIn(), found));
    }
    double[] values = Rows.read(input);
    this.factors = dropout(values.length, dropout);
    this.input = SparseRows.of(scaled(values, factors), nIn);
  }

  /** {@code [nodes, width]}. */
  double[] product() {
    return input.times(weights, width);
  }

  /** Gradient by the weights, from that by the product, {@code [nodes, width]}. */
  double[] weightGradient(double[] delta) {
    return input.transposeTimes(delta, width);
  }

  /** Of activations, {@code [nodes, nIn]}. */
  double[] inputGradient(double[] delta) {
    double[] transposed = new double[weights.length];
    for (int i = 0; i < nIn; i++) {
      for (int k = 0; k < width; k++) {
        transposed[k * nIn + i] = weights[i * width + k];
      }
    }
    return scaled(SparseRows.of(delta, width).times(transposed, nIn), factors);
  }

  /** What n values are multiplied with, 0 or what keeps their mean; null where all are kept. */
  static double[] dropout(int n, double probability) {
    if (probability == 0) {
      return null;
    }
    // Layer randomness comes from ND4J's generator, which whoever trains has seeded.
    SplittableRandom random = new SplittableRandom(Nd4j.getRandom().nextLong());
    long threshold = (long) (probability * (1L << 32));
    double raised = 1 / (1 - probability);
    double[] factors = new double[n];
    for (int i = 0; i < n; i += 2) {
      long bits = random.nextLong();
      factors[i] = raised * atLeast(bits >>> 32, threshold);
      if (i + 1 < n) {
        factors[i + 1] = raised * atLeast(bits & 0xFFFFFFFFL, threshold);
      }
    }
    return factors;
  }

  /** 1 or 0, without a branch, which would be mispredicted every other time. */
  private static long atLeast(long value, long threshold) {
    return (threshold - 1 - value) >>> 63;
  }

  /** Overwrites its argument. */
  private static double[] scaled(double[] values, double[] factors) {
    for (int i = 0; factors != null && i < values.length; i++) {
      values[i] *= factors[i];
    }
    return values;
  }
}
