package org.leap.core.step;

import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Sums, merges, and values that several layers read. */
class VertexGradientTest {
  private static final InputType IMAGES = InputType.convolutional(5, 6, 3);
  private static final InputType ROWS = InputType.feedForward(5);

  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"IDENTITY", "RELU", "ELU"})
  void sumOfTwo(Activation after) {
    check(
        IMAGES,
        graph -> {
          convolution(graph, "a", "in");
          convolution(graph, "b", "a");
          sum(graph, "sum", "b", "a");
          function(graph, "top", after, "sum");
        });
  }

  @Test
  void sumOfThree() {
    check(
        IMAGES,
        graph -> {
          convolution(graph, "a", "in");
          convolution(graph, "b", "in");
          convolution(graph, "c", "a");
          sum(graph, "sum", "a", "b", "c");
          function(graph, "top", Activation.RELU, "sum");
        });
  }

  @Test
  void sumOfOneValueTwice() {
    check(
        IMAGES,
        graph -> {
          convolution(graph, "a", "in");
          sum(graph, "twice", "a", "a");
          convolution(graph, "top", "twice");
        });
  }

  @Test
  void sumOfOneValue() {
    check(
        ROWS,
        graph -> {
          dense(graph, "a", "in");
          sum(graph, "same", "a");
          dense(graph, "top", "same");
        });
  }

  @Test
  void sumsThatShareTheirInputs() {
    check(
        IMAGES,
        graph -> {
          convolution(graph, "a", "in");
          convolution(graph, "b", "a");
          sum(graph, "first", "a", "b");
          function(graph, "relu", Activation.RELU, "first");
          sum(graph, "second", "relu", "b");
          sum(graph, "third", "second", "a", "first");
          function(graph, "top", Activation.RELU, "third");
        });
  }

  @Test
  void residualBlockWithNormalization() {
    check(
        IMAGES,
        graph -> {
          convolution(graph, "a", "in");
          normalization(graph, "a-norm", "a");
          function(graph, "a-relu", Activation.RELU, "a-norm");
          convolution(graph, "b", "a-relu");
          normalization(graph, "b-norm", "b");
          sum(graph, "sum", "b-norm", "a-relu");
          function(graph, "top", Activation.RELU, "sum");
        });
  }

  @Test
  void valuesBeforeAndAfterTheirActivation() {
    check(
        IMAGES,
        graph -> {
          convolution(graph, "a", "in");
          function(graph, "relu", Activation.RELU, "a");
          function(graph, "tanh", Activation.TANH, "a");
          normalization(graph, "norm", "a");
          function(graph, "norm-relu", Activation.RELU, "norm");
          sum(graph, "top", "a", "relu", "tanh", "norm", "norm-relu");
        });
  }

  @Test
  void identityBetweenAValueAndItsReaders() {
    check(
        IMAGES,
        graph -> {
          convolution(graph, "a", "in");
          function(graph, "identity", Activation.IDENTITY, "a");
          function(graph, "relu", Activation.RELU, "identity");
          sum(graph, "top", "relu", "a");
        });
  }

  @Test
  void mergedImages() {
    check(
        IMAGES,
        graph -> {
          convolution(graph, "a", "in");
          convolution(graph, "b", "a");
          pooling(graph, "mean", SubsamplingLayer.PoolingType.AVG, "a");
          pooling(graph, "maximum", SubsamplingLayer.PoolingType.MAX, "b");
          graph.addVertex("merge", new MergeVertex(), "a", "mean", "in", "b", "maximum");
          convolution(graph, "top", "merge");
        });
  }

  @Test
  void mergesOfMerges() {
    check(
        IMAGES,
        graph -> {
          convolution(graph, "a", "in");
          graph.addVertex("first", new MergeVertex(), "in", "a");
          convolution(graph, "b", "first");
          graph.addVertex("second", new MergeVertex(), "first", "b", "a");
          normalization(graph, "norm", "second");
          function(graph, "top", Activation.RELU, "norm");
        });
  }

  @Test
  void mergedRows() {
    check(
        ROWS,
        graph -> {
          dense(graph, "a", "in");
          dense(graph, "b", "a");
          graph.addVertex("merge", new MergeVertex(), "in", "b", "a");
          dense(graph, "top", "merge");
        });
  }

  @Test
  void mergedGlobalPoolings() {
    check(
        IMAGES,
        graph -> {
          convolution(graph, "a", "in");
          convolution(graph, "b", "in");
          graph.addLayer("a-pool", new GlobalPoolingLayer(PoolingType.AVG), "a");
          graph.addLayer("b-pool", new GlobalPoolingLayer(PoolingType.MAX), "b");
          graph.addVertex("merge", new MergeVertex(), "a-pool", "b-pool");
          dense(graph, "top", "merge");
        });
  }

  @Test
  void poolingsAndSumsAndMergesOfTheInput() {
    check(
        IMAGES,
        graph -> {
          pooling(graph, "mean", SubsamplingLayer.PoolingType.AVG, "in");
          pooling(graph, "maximum", SubsamplingLayer.PoolingType.MAX, "in");
          graph.addVertex("merge", new MergeVertex(), "mean", "in");
          sum(graph, "sum", "mean", "maximum");
          graph.addVertex("both", new MergeVertex(), "sum", "merge");
          convolution(graph, "top", "both");
        });
  }

  @Test
  void denseLayersThatReadTheSameImages() {
    check(
        IMAGES,
        graph -> {
          convolution(graph, "a", "in");
          dense(graph, "left", "a");
          dense(graph, "right", "a");
          sum(graph, "top", "left", "right");
        });
  }

  private static void convolution(GraphBuilder graph, String name, String input) {
    graph.addLayer(
        name,
        new ConvolutionLayer.Builder(3, 3).nOut(4).activation(Activation.IDENTITY).build(),
        input);
  }

  private static void dense(GraphBuilder graph, String name, String input) {
    graph.addLayer(name, new DenseLayer.Builder().nOut(6).build(), input);
  }

  private static void normalization(GraphBuilder graph, String name, String input) {
    graph.addLayer(name, new BatchNormalization(), input);
  }

  private static void function(GraphBuilder graph, String name, Activation function, String input) {
    graph.addLayer(name, new ActivationLayer(function), input);
  }

  private static void pooling(
      GraphBuilder graph, String name, SubsamplingLayer.PoolingType type, String input) {
    graph.addLayer(
        name, new SubsamplingLayer.Builder(type).kernelSize(3, 3).stride(1, 1).build(), input);
  }

  private static void sum(GraphBuilder graph, String name, String... inputs) {
    graph.addVertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Add), inputs);
  }

  private static void check(InputType input, Consumer<GraphBuilder> vertices) {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .activation(Activation.TANH)
            .convolutionMode(ConvolutionMode.Same)
            .graphBuilder()
            .addInputs("in");
    graph.setInputTypes(input);
    vertices.accept(graph);
    var output =
        new OutputLayer.Builder(LossFunction.MCXENT).nOut(3).activation(Activation.SOFTMAX).build();
    graph.addLayer("out", output, "top").setOutputs("out");
    PlannedGradient.check(graph.build(), Batches.classes(1, 3, 3, input));
  }
}
