package org.leap.spark.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

class NetworkBlueprintTest {

  /** A replica would take variances for the logarithms of standard deviations. */
  @Test
  void whatTheJsonOfDl4jForgetsIsRefused() {
    MultiLayerConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .list()
            .layer(
                new BatchNormalization.Builder()
                    .name("norm")
                    .nIn(3)
                    .nOut(3)
                    .useLogStd(false)
                    .build())
            .layer(new OutputLayer.Builder().nIn(3).nOut(2).build())
            .build();
    assertEquals(
        "batch normalization norm keeps variances, which DL4J's JSON does not say, so that a copy takes them for logarithms: build it with useLogStd(true)",
        assertThrows(IllegalArgumentException.class, () -> NetworkBlueprint.of(configuration, true))
            .getMessage());
  }

  @ParameterizedTest
  @EnumSource(names = {"DOUBLE", "HALF", "BFLOAT16"})
  void networksOfAnotherTypeThanFloatAreRefused(DataType type) {
    MultiLayerConfiguration stack =
        MultiLayerConfiguration.fromJson(Toy.blueprint(new Sgd(0.1), 0).json());
    ComputationGraphConfiguration graph =
        ComputationGraphConfiguration.fromJson(Toy.graph(new Sgd(0.1)).json());
    stack.setDataType(type);
    graph.setDataType(type);
    String expected =
        "the network's data type is %s, but parameters are averaged as FLOAT: build it with dataType(DataType.FLOAT)"
            .formatted(type);
    assertEquals(
        expected,
        assertThrows(IllegalArgumentException.class, () -> NetworkBlueprint.of(stack, true))
            .getMessage());
    assertEquals(
        expected,
        assertThrows(IllegalArgumentException.class, () -> NetworkBlueprint.of(graph, true))
            .getMessage());
    assertEquals(
        "a vector of %s, expected FLOAT".formatted(type),
        assertThrows(IllegalArgumentException.class, () -> FlatVector.read(Nd4j.zeros(type, 1, 3)))
            .getMessage());
  }
}
