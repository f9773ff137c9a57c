package org.leap.core;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.nd4j.common.config.ND4JClassLoading;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ArrayNode;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * Replaces every updater of a network configuration. It works on DL4J's JSON, because that shows
 * the updaters of all layers and vertices, wrappers and custom ones included, under whatever name a
 * class keeps them.
 */
final class UpdaterRewrite {
  private static final ObjectMapper MAPPER = NeuralNetConfiguration.mapper();
  private static final Set<Class<?>> FROZEN =
      Set.of(FrozenLayer.class, FrozenLayerWithBackprop.class, FrozenVertex.class);

  private final UnaryOperator<IUpdater> replacement;
  private final boolean intoFrozen;
  private int replaced;

  private UpdaterRewrite(UnaryOperator<IUpdater> replacement, boolean intoFrozen) {
    this.replacement = replacement;
    this.intoFrozen = intoFrozen;
  }

  /**
   * The JSON of a configuration with every updater wrapped. Frozen layers and NoOp stay as they
   * are.
   */
  static String perturb(String json, Perturbation perturbation) {
    var rewrite =
        new UpdaterRewrite(
            updater -> updater instanceof NoOp ? updater : new LeapUpdater(updater, perturbation),
            false);
    String result = rewrite.apply(json);
    if (rewrite.replaced == 0) {
      throw new IllegalArgumentException(
          "The configuration has no updater to perturb: its layers are frozen, without parameters or have NoOp");
    }
    return result;
  }

  /** The JSON of a configuration with every wrapping removed. */
  static String strip(String json) {
    return new UpdaterRewrite(
            updater -> updater instanceof LeapUpdater leap ? leap.updater() : updater, true)
        .apply(json);
  }

  private String apply(String json) {
    // DL4J guards its mapper the same way: it was seen to drop fields when several threads write.
    synchronized (MAPPER) {
      try {
        return MAPPER.writeValueAsString(rewritten(MAPPER.readTree(json)));
      } catch (JsonProcessingException e) {
        throw new UncheckedIOException("The network configuration does not survive DL4J's JSON", e);
      }
    }
  }

  private JsonNode rewritten(JsonNode node) throws JsonProcessingException {
    if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, rewritten(array.get(i)));
      }
    } else if (node instanceof ObjectNode object) {
      Class<?> type = typeOf(object);
      if (IUpdater.class.isAssignableFrom(type)) {
        return replaced(object);
      }
      if (intoFrozen || !FROZEN.contains(type)) {
        for (String field : fieldNames(object)) {
          object.set(field, rewritten(object.get(field)));
        }
      }
    }
    return node;
  }

  private JsonNode replaced(ObjectNode node) throws JsonProcessingException {
    IUpdater updater = MAPPER.treeToValue(node, IUpdater.class);
    IUpdater result = replacement.apply(updater);
    if (result.equals(updater)) {
      return node;
    }
    replaced++;
    return MAPPER.valueToTree(result);
  }

  private static List<String> fieldNames(ObjectNode object) {
    var names = new ArrayList<String>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static Class<?> typeOf(ObjectNode object) {
    JsonNode name = object.get("@class");
    Class<?> type = name == null ? null : ND4JClassLoading.loadClassByName(name.asText());
    return type == null ? Object.class : type;
  }
}
