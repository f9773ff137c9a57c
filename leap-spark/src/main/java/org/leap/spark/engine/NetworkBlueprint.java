package org.leap.spark.engine;

import java.io.Serializable;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * A network's configuration in a form that travels: DL4J's own JSON.
 *
 * @param flatInput whether the network wants examples as rows rather than as images
 */
public record NetworkBlueprint(Kind kind, String json, boolean flatInput) implements Serializable {

  /** Which of DL4J's two kinds of network it is. */
  public enum Kind {
    MULTI_LAYER,
    GRAPH
  }

  public static NetworkBlueprint of(MultiLayerConfiguration configuration, boolean flatInput) {
    return new NetworkBlueprint(Kind.MULTI_LAYER, configuration.toJson(), flatInput);
  }

  public static NetworkBlueprint of(
      ComputationGraphConfiguration configuration, boolean flatInput) {
    return new NetworkBlueprint(Kind.GRAPH, configuration.toJson(), flatInput);
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
        MultiLayerNetwork network = new MultiLayerNetwork(MultiLayerConfiguration.fromJson(json));
        network.init();
        return new MultiLayerReplica(network);
      }
      case GRAPH -> {
        ComputationGraph network =
            new ComputationGraph(ComputationGraphConfiguration.fromJson(json));
        network.init();
        return new GraphReplica(network);
      }
    }
    throw new AssertionError(kind);
  }
}
