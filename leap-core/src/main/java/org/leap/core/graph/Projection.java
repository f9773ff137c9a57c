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
  private final double[] weights;
  private final int width;

  private Projection(double[] weights, int width) {
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
          "layer %s takes activations [%d, %d], found %s"
              .formatted(
                  layer.getLayerName(),
                  graph.nodes(),
                  layer.getNIn(),
                  Arrays.toString(input.shape())));
    }
    return new OfActivations(Rows.read(input), dropout, weights, layer.width());
  }

  /** {@code [nodes, width]}. */
  abstract double[] product();

  /**
   * @param delta gradient by the product, {@code [nodes, width]}
   * @return {@code [nIn, width]}
   */
  abstract double[] weightGradient(double[] delta);

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
      factors[i] = (bits >>> 32) < threshold ? 0 : raised;
      if (i + 1 < n) {
        factors[i + 1] = (bits & 0xFFFFFFFFL) < threshold ? 0 : raised;
      }
    }
    return factors;
  }

  private static final class OfFeatures extends Projection {
    private final SparseMatrix features;
    private final double[] factors;

    OfFeatures(SparseMatrix features, double dropout, double[] weights, int width) {
      super(weights, width);
      this.features = features;
      this.factors = dropout(features.held(), dropout);
    }

    @Override
    double[] product() {
      return features.times(factors, super.weights, super.width);
    }

    @Override
    double[] weightGradient(double[] delta) {
      return features.transposeTimes(factors, delta, super.width);
    }

    @Override
    double[] inputGradient(double[] delta) {
      throw new IllegalStateException("features are not trained");
    }
  }

  private static final class OfActivations extends Projection {
    private final double[] input;
    private final double[] factors;
    private final int nIn;

    OfActivations(double[] input, double dropout, double[] weights, int width) {
      super(weights, width);
      this.input = input;
      this.nIn = weights.length / width;
      this.factors = dropout(input.length, dropout);
      for (int i = 0; factors != null && i < input.length; i++) {
        input[i] *= factors[i];
      }
    }

    @Override
    double[] product() {
      int nodes = input.length / nIn;
      double[] product = new double[Math.multiplyExact(nodes, super.width)];
      for (int node = 0; node < nodes; node++) {
        for (int i = 0; i < nIn; i++) {
          double value = input[node * nIn + i];
          // Half of what a rectifier or dropout leaves is zero.
          if (value != 0) {
            Rows.addScaled(
                value, super.weights, i * super.width, product, node * super.width, super.width);
          }
        }
      }
      return product;
    }

    @Override
    double[] weightGradient(double[] delta) {
      double[] gradient = new double[super.weights.length];
      for (int node = 0; node * nIn < input.length; node++) {
        for (int i = 0; i < nIn; i++) {
          double value = input[node * nIn + i];
          if (value != 0) {
            Rows.addScaled(
                value, delta, node * super.width, gradient, i * super.width, super.width);
          }
        }
      }
      return gradient;
    }

    @Override
    double[] inputGradient(double[] delta) {
      double[] transposed = transposedWeights();
      double[] gradient = new double[input.length];
      for (int node = 0; node * nIn < input.length; node++) {
        for (int k = 0; k < super.width; k++) {
          double value = delta[node * super.width + k];
          Rows.addScaled(value, transposed, k * nIn, gradient, node * nIn, nIn);
        }
      }
      for (int i = 0; factors != null && i < gradient.length; i++) {
        gradient[i] *= factors[i];
      }
      return gradient;
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
