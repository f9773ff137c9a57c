package org.leap.core.flatness;

import java.io.UncheckedIOException;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.leap.core.fast.FixedStatisticsNormalization;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * Turns a network's configuration into that of its twin for {@link LossLandscape}, whose training
 * pass computes what DL4J's evaluation pass does: without dropout, weight noise and regularization,
 * and with fixed statistics of batch normalization. Parameters keep their places. It works on
 * DL4J's JSON, as that shows the layers inside wrappers and vertices too.
 */
public final class EvaluationMode {
  private static final ObjectMapper MAPPER = NeuralNetConfiguration.mapper();
  private static final List<String> RANDOM = List.of("idropout", "weightNoise");
  private static final List<String> REGULARIZATION =
      List.of("regularization", "regularizationBias");

  private EvaluationMode() {}

  /** The twin of a stack of layers, as a new configuration. */
  public static MultiLayerConfiguration of(MultiLayerConfiguration configuration) {
    return MultiLayerConfiguration.fromJson(of(configuration.toJson()));
  }

  /** The twin of a graph, as a new configuration. */
  public static ComputationGraphConfiguration of(ComputationGraphConfiguration configuration) {
    return ComputationGraphConfiguration.fromJson(of(configuration.toJson()));
  }

  /** The same on the JSON of either kind of configuration. */
  public static String of(String json) {
    // DL4J guards its mapper the same way: it was seen to drop fields when several threads write.
    synchronized (MAPPER) {
      try {
        JsonNode tree = MAPPER.readTree(json);
        rewrite(tree);
        return MAPPER.writeValueAsString(tree);
      } catch (JsonProcessingException e) {
        throw new UncheckedIOException("The network configuration does not survive DL4J's JSON", e);
      }
    }
  }

  private static void rewrite(JsonNode node) {
    if (node instanceof ObjectNode object) {
      RANDOM.stream().filter(object::has).forEach(object::putNull);
      REGULARIZATION.stream().filter(object::has).forEach(object::putArray);
      if (object.path("@class").asText().equals(BatchNormalization.class.getName())) {
        object.put("@class", FixedStatisticsNormalization.class.getName());
      }
    }
    node.forEach(EvaluationMode::rewrite);
  }
}
