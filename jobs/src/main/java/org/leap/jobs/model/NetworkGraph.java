package org.leap.jobs.model;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.Activation;

/**
 * A graph of convolutions under construction. Every method adds vertices and returns the name of
 * the last. Images keep their size but for strides, which round up.
 */
final class NetworkGraph {
  static final String INPUT = "in";

  private final GraphBuilder graph;
  private final FirstWeights weights;

  NetworkGraph(NeuralNetConfiguration.Builder settings, InputType input, FirstWeights weights) {
    this.weights = weights;
    graph =
        settings
            .convolutionMode(ConvolutionMode.Same)
            .graphBuilder()
            .addInputs(INPUT)
            .setInputTypes(input);
  }

  /** A convolution without bias, its batch normalization and a rectifier. */
  String rectified(String name, String input, int kernel, int stride, int channels) {
    String normalized = normalized(name, input, kernel, stride, channels);
    graph.addLayer(name, new ActivationLayer(Activation.RELU), normalized);
    return name;
  }

  /** A convolution without bias and its batch normalization. */
  String normalized(String name, String input, int kernel, int stride, int channels) {
    return normalized(name, input, kernel, stride, channels, 1);
  }

  /** The same for the last of a residual block, whose normalization may start at another scale. */
  String residual(String name, String input, int kernel, int channels) {
    return normalized(name, input, kernel, 1, channels, weights.scaleOfResiduals());
  }

  private String normalized(
      String name, String input, int kernel, int stride, int channels, double scale) {
    graph.addLayer(
        name + "-conv",
        new ConvolutionLayer.Builder(kernel, kernel)
            .stride(stride, stride)
            .nOut(channels)
            .hasBias(false)
            .activation(Activation.IDENTITY)
            .weightInit(weights.convolution())
            .build(),
        input);
    graph.addLayer(
        name + "-norm", new BatchNormalization.Builder().gamma(scale).build(), name + "-conv");
    return name + "-norm";
  }

  /** The rectified sum of two inputs of one shape. */
  String rectifiedSum(String name, String left, String right) {
    graph.addVertex(name + "-sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), left, right);
    graph.addLayer(name, new ActivationLayer(Activation.RELU), name + "-sum");
    return name;
  }

  /** The channels of all inputs, one after the other. */
  String merged(String name, String... inputs) {
    graph.addVertex(name, new MergeVertex(), inputs);
    return name;
  }

  /** The maximum over squares. */
  String pooled(String name, String input, int kernel, int stride) {
    graph.addLayer(
        name,
        new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
            .kernelSize(kernel, kernel)
            .stride(stride, stride)
            .build(),
        input);
    return name;
  }

  /** The mean of every channel, dropped with this probability in training, and the output. */
  ComputationGraphConfiguration classifier(String input, double dropout, OutputLayer output) {
    graph.addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), input);
    String top = "pool";
    if (dropout > 0) {
      // DL4J drops a layer's input and wants the probability to keep it.
      graph.addLayer("dropout", new DropoutLayer.Builder(1 - dropout).build(), top);
      top = "dropout";
    }
    return graph.addLayer("out", output, top).setOutputs("out").build();
  }
}
