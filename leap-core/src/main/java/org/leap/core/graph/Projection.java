package org.leap.core.graph;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The product X W with its gradients, where X is dense or sparse and loses some of its values to
 * dropout in training.
 */
abstract sealed class Projection {
  private final SparseRows input;
  private final double[] weights;
  private final int width;

  private Projection(SparseRows input, double[] weights, int width) {
    this.input = input;
    this.weights = weights;
    this.width = width;
  }

  /**
   * @param input {@code [nodes, nIn]}, not looked at by a layer on features
   * @param weights {@code [nIn, width]}
   */
  static Projection of(
      NodeLayer layer, NodeGraph graph, INDArray input, double[] weights, boolean training) {
    double dropout = training ? layer.getInputDropout() : 0;
    if (layer.isOnFeatures()) {
      return new OfFeatures(graph.features(), dropout, weights, layer.width());
    }
    if (input.rank() != 2 || input.rows() != graph.nodes() || input.columns() != layer.getNIn()) {
      throw new IllegalArgumentException(
          "layer %s takes activations [%s, %s], found %s"
              .formatted(
                  layer.getLayerName(),
                  graph.nodes(),
                  layer.getNIn(),
                  Arrays.toString(input.shape())));
    }
    double[] values = Rows.read(input);
    return new OfActivations(values, dropout(values.length, dropout), weights, layer.width());
  }

  /** {@code [nodes, width]}. */
  final double[] product() {
    return input.times(weights, width);
  }

  /**
   * Gradient by the weights, {@code [nIn, width]}.
   *
   * @param delta gradient by the product, {@code [nodes, width]}
   */
  final double[] weightGradient(double[] delta) {
    return input.transposeTimes(delta, width);
  }

  /** {@code [nodes, nIn]}. */
  abstract double[] inputGradient(double[] delta);

  /**
   * What n values are multiplied with: 0, or what keeps their mean.
   *
   * @return null where nothing is dropped
   */
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

  private static final class OfFeatures extends Projection {
    OfFeatures(SparseMatrix features, double dropout, double[] weights, int width) {
      super(features.nonZero(dropout(features.held(), dropout)), weights, width);
    }

    @Override
    double[] inputGradient(double[] delta) {
      throw new IllegalStateException("features are not trained");
    }
  }

  private static final class OfActivations extends Projection {
    private final double[] factors;
    private final int nIn;

    /**
     * @param factors on the input, or null for none
     */
    OfActivations(double[] input, double[] factors, double[] weights, int width) {
      super(SparseRows.of(scaled(input, factors), weights.length / width), weights, width);
      this.factors = factors;
      this.nIn = weights.length / width;
    }

    /** Overwrites its argument. */
    private static double[] scaled(double[] values, double[] factors) {
      for (int i = 0; factors != null && i < values.length; i++) {
        values[i] *= factors[i];
      }
      return values;
    }

    @Override
    double[] inputGradient(double[] delta) {
      double[] transposed = transposedWeights();
      int nodes = delta.length / super.width;
      double[] gradient = new double[nodes * nIn];
      for (int node = 0; node < nodes; node++) {
        for (int k = 0; k < super.width; k++) {
          double value = delta[node * super.width + k];
          if (value != 0) {
            Rows.addScaled(value, transposed, k * nIn, gradient, node * nIn, nIn);
          }
        }
      }
      return scaled(gradient, factors);
    }

    private double[] transposedWeights() {
      double[] transposed = new double[super.weights.length];
      for (int i = 0; i < nIn; i++) {
        for (int k = 0; k < super.width; k++) {
          transposed[k * nIn + i] = super.weights[i * super.width + k];
        }
      }
      return transposed;
    }
  }
}
