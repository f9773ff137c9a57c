package org.leap.core.step;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Plans of networks of either kind. */
public final class Plans {
  private Plans() {}

  public static NetworkPlan of(Model network, Precision precision) {
    return network instanceof MultiLayerNetwork stack
        ? NetworkPlan.of(stack, precision)
        : NetworkPlan.of((ComputationGraph) network, precision);
  }
}
