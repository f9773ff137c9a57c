package org.leap.spark.engine;

import java.io.Serializable;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.leap.core.fast.FastNetworks;

/**
 * A network's configuration in a form that travels: DL4J's own JSON.
 *
 * @param flatInput whether the network wants examples as rows rather than as images
 * @param recompute whether replicas use DL4J's own layers, which save memory by computing some
 *     products a second time in the backward pass
 */
public record NetworkBlueprint(Kind kind, String json, boolean flatInput, boolean recompute)
    implements Serializable {

  /** Which of DL4J's two kinds of network it is. */
  public enum Kind {
    MULTI_LAYER,
    GRAPH
  }

  public static NetworkBlueprint of(MultiLayerConfiguration configuration, boolean flatInput) {
    return new NetworkBlueprint(Kind.MULTI_LAYER, configuration.toJson(), flatInput, false);
  }

  public static NetworkBlueprint of(
      ComputationGraphConfiguration configuration, boolean flatInput) {
    return new NetworkBlueprint(Kind.GRAPH, configuration.toJson(), flatInput, false);
  }

  /** The same network, with or without DL4J's own layers. */
  public NetworkBlueprint withRecompute(boolean own) {
    return new NetworkBlueprint(kind, json, flatInput, own);
  }

  /**
   * A network with this state, a MultiLayerNetwork or ComputationGraph.
   *
   * @param step local steps done, its iteration count
   * @param epoch epochs done
   */
  public Model network(NetworkState state, int step, int epoch) {
    Replica replica = build();
    replica.load(state);
    replica.setCounters(step, epoch);
    return replica.network();
  }

  /** A new network with freshly drawn parameters. */
  Replica build() {
    switch (kind) {
      case MULTI_LAYER -> {
        MultiLayerConfiguration configuration = MultiLayerConfiguration.fromJson(json);
        MultiLayerNetwork network =
            recompute ? new MultiLayerNetwork(configuration) : FastNetworks.of(configuration);
        network.init();
        return new MultiLayerReplica(network);
      }
      case GRAPH -> {
        ComputationGraphConfiguration configuration = ComputationGraphConfiguration.fromJson(json);
        ComputationGraph network =
            recompute ? new ComputationGraph(configuration) : FastNetworks.of(configuration);
        network.init();
        return new GraphReplica(network);
      }
    }
    throw new AssertionError(kind);
  }
}
