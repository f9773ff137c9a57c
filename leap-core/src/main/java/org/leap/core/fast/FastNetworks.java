package org.leap.core.fast;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.leap.core.step.NetworkPlan;
import org.leap.core.step.Precision;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Builds networks that compute their steps by a plan of oneDNN ({@link NetworkPlan}). A network
 * with something that a plan does not cover, which is logged, and every network on a GPU works
 * layer by layer; its layers keep in the forward pass what the backward pass needs, where DL4J's
 * own compute it a second time, and leave out the input gradient that nobody reads.
 *
 * <p>Parameters, their order, updaters, configuration and model files are plain DL4J's. Results
 * agree with DL4J's within float rounding and have the same bits on every run.
 */
public final class FastNetworks {
  private FastNetworks() {}

  /**
   * A network that still needs {@code init}, with float32 throughout.
   *
   * @param configuration used as it is, not copied
   */
  public static MultiLayerNetwork of(MultiLayerConfiguration configuration) {
    return of(configuration, Precision.FLOAT32);
  }

  /**
   * The same with another precision of planned steps. Layers know float32 alone: a step, output or
   * score that cannot be planned is then refused with an IllegalStateException. What a plan never
   * computes, such as DL4J's {@code evaluate} and outputs as in training, stays in float32.
   */
  public static MultiLayerNetwork of(MultiLayerConfiguration configuration, Precision precision) {
    return new FastMultiLayerNetwork(configuration, requireNonNull(precision, "precision is null"));
  }

  /**
   * Why minibatches of a shape are computed layer by layer; empty where they are planned.
   *
   * @param network an initialized network of this class's making, or any other
   * @param features {@code [b, n]} or {@code [b, c, h, w]}
   */
  public static Optional<String> planObstacle(Model network, long... features) {
    if (network instanceof FastMultiLayerNetwork stack) {
      return stack.planObstacle(features);
    }
    return network instanceof FastComputationGraph graph
        ? graph.planObstacle(features)
        : Optional.of("it has DL4J's own layers");
  }

  /**
   * What a step cannot do without: its products and convolutions alone, forward and backward, in
   * the layouts and the memory of its plan. They read what the steps between have left and change
   * no parameter. Empty where the network works layer by layer.
   *
   * @param network an initialized network of this class's making, or any other
   * @param features of a minibatch, kept for the products to read
   * @see NetworkPlan#products
   */
  public static Optional<Runnable> products(Model network, INDArray features) {
    if (network instanceof FastMultiLayerNetwork stack) {
      return stack.products(features);
    }
    return network instanceof FastComputationGraph graph
        ? graph.products(features)
        : Optional.empty();
  }

  /**
   * A graph that still needs {@code init}, with float32 throughout.
   *
   * @param configuration used as it is, not copied
   */
  public static ComputationGraph of(ComputationGraphConfiguration configuration) {
    return of(configuration, Precision.FLOAT32);
  }

  /** The same with another precision of planned steps. */
  public static ComputationGraph of(
      ComputationGraphConfiguration configuration, Precision precision) {
    return new FastComputationGraph(configuration, requireNonNull(precision, "precision is null"));
  }
}
