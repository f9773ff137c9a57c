package org.leap.core;

import java.io.UncheckedIOException;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.leap.core.optimizer.PortableUpdater;
import org.nd4j.common.config.ND4JClassLoading;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ArrayNode;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * Replaces every updater, or every schedule, of a network configuration. It works on DL4J's JSON,
 * because that shows those of all layers and vertices, wrappers and custom ones included, under
 * whatever name a class keeps them.
 *
 * @param <T> what is replaced; what lies inside one is its own business
 */
final class ConfigurationRewrite<T> {
  private static final ObjectMapper MAPPER = NeuralNetConfiguration.mapper();
  private static final Set<Class<?>> FROZEN =
      Set.of(FrozenLayer.class, FrozenLayerWithBackprop.class, FrozenVertex.class);

  private final Class<T> type;
  private final UnaryOperator<T> replacement;
  private final boolean intoFrozen;
  private int replaced;

  private ConfigurationRewrite(Class<T> type, boolean intoFrozen, UnaryOperator<T> replacement) {
    this.type = type;
    this.intoFrozen = intoFrozen;
    this.replacement = replacement;
  }

  /** Every updater wrapped. Frozen layers and NoOp stay as they are. */
  static String perturbed(String json, Perturbation perturbation) {
    var rewrite =
        new ConfigurationRewrite<>(
            IUpdater.class,
            false,
            updater -> updater instanceof NoOp ? updater : new LeapUpdater(updater, perturbation));
    String result = rewrite.apply(json);
    if (rewrite.replaced == 0) {
      throw new IllegalArgumentException(
          "The configuration has no updater to perturb: its layers are frozen, without parameters or have NoOp");
    }
    return result;
  }

  /** Every wrapping removed. */
  static String stripped(String json) {
    return new ConfigurationRewrite<>(IUpdater.class, true, ConfigurationRewrite::stripped)
        .apply(json);
  }

  /** Every class of this project among updaters and schedules replaced by one of ND4J. */
  static String portable(String json) {
    String withStockUpdaters =
        new ConfigurationRewrite<>(
                IUpdater.class,
                true,
                updater ->
                    stripped(updater) instanceof PortableUpdater ours
                        ? ours.stock()
                        : stripped(updater))
            .apply(json);
    return new ConfigurationRewrite<>(
            ISchedule.class,
            true,
            schedule ->
                schedule.getClass().getPackageName().startsWith("org.leap.")
                    ? new FixedSchedule(schedule.valueAt(0, 0))
                    : schedule)
        .apply(withStockUpdaters);
  }

  private static IUpdater stripped(IUpdater updater) {
    return updater instanceof LeapUpdater leap ? leap.updater() : updater;
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
      Class<?> nodeType = typeOf(object);
      if (type.isAssignableFrom(nodeType)) {
        return replaced(object);
      }
      if (intoFrozen || !FROZEN.contains(nodeType)) {
        for (var fields = object.fields(); fields.hasNext(); ) {
          var field = fields.next();
          field.setValue(rewritten(field.getValue()));
        }
      }
    }
    return node;
  }

  private JsonNode replaced(ObjectNode node) throws JsonProcessingException {
    T value = MAPPER.treeToValue(node, type);
    T result = replacement.apply(value);
    if (result.equals(value)) {
      return node;
    }
    replaced++;
    return MAPPER.valueToTree(result);
  }

  private static Class<?> typeOf(ObjectNode object) {
    JsonNode name = object.get("@class");
    Class<?> type = name == null ? null : ND4JClassLoading.loadClassByName(name.asText());
    return type == null ? Object.class : type;
  }
}
