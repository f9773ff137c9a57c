package org.leap.core.flatness;

import java.io.UncheckedIOException;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.leap.core.fast.FixedStatisticsNormalization;
import org.nd4j.linalg.activations.impl.ActivationRReLU;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * Turns a network's configuration into that of its twin for {@link LossLandscape}, whose training
 * pass computes what DL4J's evaluation pass does: without dropout, weight noise and regularization,
 * and with fixed statistics of batch normalization. Scores are means over the examples. Parameters
 * keep their places. It works on DL4J's JSON, as that shows the layers inside wrappers and vertices
 * too.
 */
public final class EvaluationMode {
  private static final ObjectMapper MAPPER = NeuralNetConfiguration.mapper();

  private EvaluationMode() {}

  /** The twin of a stack of layers, as a new configuration. */
  public static MultiLayerConfiguration of(MultiLayerConfiguration configuration) {
    return MultiLayerConfiguration.fromJson(of(configuration.toJson()));
  }

  /** The twin of a graph, as a new configuration. */
  public static ComputationGraphConfiguration of(ComputationGraphConfiguration configuration) {
    return ComputationGraphConfiguration.fromJson(of(configuration.toJson()));
  }

  /**
   * The same on the JSON of either kind of configuration.
   *
   * @throws IllegalArgumentException if a layer is random in another way
   */
  public static String of(String json) {
    return of(json, true);
  }

  /**
   * The same, but that batch normalization goes on to use the statistics of each minibatch, as it
   * does in training: the loss is then that of the minibatches it is computed on.
   */
  public static String withStatisticsOfMinibatches(String json) {
    return of(json, false);
  }

  private static String of(String json, boolean fixedStatistics) {
    // DL4J guards its mapper the same way: it was seen to drop fields when several threads write.
    synchronized (MAPPER) {
      try {
        JsonNode tree = MAPPER.readTree(json);
        rewrite(tree, fixedStatistics);
        return MAPPER.writeValueAsString(tree);
      } catch (JsonProcessingException e) {
        throw new UncheckedIOException("The network configuration does not survive DL4J's JSON", e);
      }
    }
  }

  private static void rewrite(JsonNode node, boolean fixedStatistics) {
    if (node instanceof ObjectNode object) {
      Stream.of("idropout", "weightNoise").filter(object::has).forEach(object::putNull);
      Stream.of("inputDropout", "attentionDropout") // of graph layers
          .filter(object::has)
          .forEach(name -> object.put(name, 0.0));
      Stream.of("regularization", "regularizationBias")
          .filter(object::has)
          .forEach(object::putArray);
      if (object.has("miniBatch")) {
        object.put("miniBatch", true);
      }
      if (fixedStatistics
          && object.path("@class").asText().equals(BatchNormalization.class.getName())) {
        object.put("@class", FixedStatisticsNormalization.class.getName());
      }
      if (object.path("@class").asText().equals(ActivationRReLU.class.getName())) {
        throw new IllegalArgumentException(
            "RReLU draws its slopes anew in every training pass, so that the network has no flatness: use LeakyReLU");
      }
    }
    node.forEach(inner -> rewrite(inner, fixedStatistics));
  }
}
