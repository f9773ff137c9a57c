package org.leap.core.graph;

import static java.util.Objects.requireNonNull;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;

/**
 * Networks over the nodes of a graph. The graph is no part of a network, its configuration or its
 * file: bind one before the network is used. The network's input are the numbers of the nodes to
 * classify ({@link NodeGraph#input}), its output their class probabilities.
 */
public final class GraphNetworks {
  private GraphNetworks() {}

  /**
   * Makes a network work on a graph, in place of the one it had.
   *
   * @throws IllegalArgumentException if no layer of the network takes a graph, or one takes another
   *     number of features
   */
  public static void bind(ComputationGraph network, NodeGraph graph) {
    requireNonNull(graph, "graph is null");
    boolean bound = false;
    for (Layer layer : network.getLayers()) {
      if (thawed(layer) instanceof GraphBound node) {
        node.bind(graph);
        bound = true;
      }
    }
    if (!bound) {
      throw new IllegalArgumentException(
          "the network has no graph layer: use gcn, gat or gin, or data that are not a graph");
    }
  }

  private static Layer thawed(Layer layer) {
    return layer instanceof BaseWrapperLayer wrapper ? thawed(wrapper.getUnderlying()) : layer;
  }

  /**
   * Makes a network work on the graph that another of the same layers works on; nothing happens
   * where these take no graph.
   *
   * @throws IllegalStateException if the other has none
   */
  public static void bindLike(ComputationGraph network, ComputationGraph other) {
    for (int i = 0; i < network.getNumLayers(); i++) {
      if (thawed(network.getLayer(i)) instanceof NodeLayerPass<?> own
          && thawed(other.getLayer(i)) instanceof NodeLayerPass<?> bound) {
        own.bind(bound.graph());
      }
    }
  }
}
