package org.leap.jobs.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;

/**
 * The part of a network that keeps its parameters: some layers, and all that what they compute
 * depends on, as DL4J's transfer learning has it.
 */
final class FrozenPart {
  /** Instead of layers, to freeze none. */
  private static final String NONE = "none";

  private static final int MOST_NAMES = 100;

  private FrozenPart() {}

  /**
   * The network with this part frozen, and no other.
   *
   * @param ends names or numbers of layers, or "none"
   * @throws IllegalArgumentException if there is no such layer, or it is the last
   */
  static ZooNetwork of(ZooNetwork network, List<String> ends) {
    List<String> layers = ends.equals(List.of(NONE)) ? List.of() : ends;
    ZooNetwork copy = network.copy();
    if (copy instanceof ZooNetwork.Stack stack) {
      freeze(stack.configuration(), layers);
    } else {
      freeze(((ZooNetwork.Graph) copy).configuration(), layers);
    }
    return copy;
  }

  /** The layer itself, where it is frozen. */
  static Layer thawed(Layer layer) {
    return layer instanceof FrozenLayer frozen ? frozen.getLayer() : layer;
  }

  private static void freeze(MultiLayerConfiguration stack, List<String> ends) {
    List<String> names = new ArrayList<>();
    for (NeuralNetConfiguration conf : stack.getConfs()) {
      names.add(String.valueOf(conf.getLayer().getLayerName()));
    }
    int frozen = 0;
    for (String end : ends) {
      frozen = Math.max(frozen, 1 + number(end, names));
    }
    if (frozen == names.size()) {
      throw last(ends);
    }
    for (int i = 0; i < names.size(); i++) {
      freeze(stack.getConf(i), i < frozen);
    }
  }

  private static void freeze(ComputationGraphConfiguration graph, List<String> ends) {
    Map<String, GraphVertex> vertices = graph.getVertices();
    List<String> names =
        vertices.keySet().stream()
            .filter(name -> vertices.get(name) instanceof LayerVertex)
            .toList();
    Set<String> part = new LinkedHashSet<>();
    var open = new ArrayDeque<String>();
    ends.forEach(end -> open.add(names.get(number(end, names))));
    while (!open.isEmpty()) {
      String name = open.remove();
      if (vertices.containsKey(name) && part.add(name)) {
        open.addAll(graph.getVertexInputs().getOrDefault(name, List.of()));
      }
    }
    if (graph.getNetworkOutputs().stream().anyMatch(part::contains)) {
      throw last(ends);
    }
    for (var entry : vertices.entrySet()) {
      boolean frozen = part.contains(entry.getKey());
      if (entry.getValue() instanceof LayerVertex layer) {
        freeze(layer.getLayerConf(), frozen);
      } else {
        GraphVertex plain =
            entry.getValue() instanceof FrozenVertex before
                ? before.getUnderlying()
                : entry.getValue();
        entry.setValue(frozen ? new FrozenVertex(plain) : plain);
      }
    }
  }

  private static void freeze(NeuralNetConfiguration conf, boolean frozen) {
    Layer layer = thawed(conf.getLayer());
    String name = layer.getLayerName();
    Layer now = frozen ? new FrozenLayer(layer) : layer;
    now.setLayerName(name);
    conf.setLayer(now);
  }

  private static int number(String end, List<String> names) {
    int named = names.indexOf(end);
    if (named >= 0) {
      return named;
    }
    if (end.matches("\\d{1,6}") && Integer.parseInt(end) < names.size()) {
      return Integer.parseInt(end);
    }
    List<String> known = new ArrayList<>();
    for (int i = 0; i < Math.min(names.size(), MOST_NAMES); i++) {
      known.add(i + " " + names.get(i));
    }
    throw new IllegalArgumentException(
        "model.freeze: the network has no layer %s; its layers are %s%s"
            .formatted(
                end, String.join(", ", known), names.size() > MOST_NAMES ? " and so on" : ""));
  }

  private static IllegalArgumentException last(List<String> ends) {
    return new IllegalArgumentException(
        "model.freeze: %s would freeze the last layer, so that nothing is trained: leave it out"
            .formatted(String.join(", ", ends)));
  }
}
