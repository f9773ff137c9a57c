package org.leap.core.fast;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Builds networks whose layers keep in the forward pass what the backward pass needs, where DL4J's
 * own compute it a second time, and leave out the input gradient that nobody reads.
 *
 * <p>Parameters, their order, updaters, configuration and model files are plain DL4J's; a layer
 * that has no faster variant stays DL4J's own, which is logged. Networks of dense, output,
 * activation and dropout layers give the same bits as DL4J's; convolution and batch normalization
 * agree within float rounding and give the same bits on every run.
 */
public final class FastNetworks {
  private FastNetworks() {}

  /**
   * A network that still needs {@code init}.
   *
   * @param configuration used as it is, not copied
   */
  public static MultiLayerNetwork of(MultiLayerConfiguration configuration) {
    return new FastMultiLayerNetwork(configuration);
  }

  /**
   * A graph that still needs {@code init}.
   *
   * @param configuration used as it is, not copied
   */
  public static ComputationGraph of(ComputationGraphConfiguration configuration) {
    return new FastComputationGraph(configuration);
  }
}
