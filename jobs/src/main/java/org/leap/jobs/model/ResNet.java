package org.leap.jobs.model;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;

/**
 * The residual networks for small images of He et al. 2016, section 4.2: three stages of 16, 32 and
 * 64 channels, n blocks of two 3x3 convolutions each, 6n + 2 weighted layers. Shortcuts that halve
 * the image are 1x1 convolutions.
 */
final class ResNet {
  private static final int STAGES = 3;
  private static final int FIRST_CHANNELS = 16;

  private final GraphBuilder graph;

  private ResNet(GraphBuilder graph) {
    this.graph = graph;
  }

  /**
   * @param blocks of each stage: 3 for ResNet-20
   */
  static ComputationGraphConfiguration of(
      NeuralNetConfiguration.Builder settings, int blocks, InputType input, OutputLayer output) {
    GraphBuilder graph =
        settings
            .convolutionMode(ConvolutionMode.Same)
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(input);
    String top = new ResNet(graph).stages(blocks);
    return graph
        .addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), top)
        .addLayer("out", output, "pool")
        .setOutputs("out")
        .build();
  }

  private String stages(int blocks) {
    String top = normalized("first", "in", 3, 1, FIRST_CHANNELS, Activation.RELU);
    for (int stage = 0; stage < STAGES; stage++) {
      for (int block = 0; block < blocks; block++) {
        boolean halve = stage > 0 && block == 0;
        top =
            residual(
                "stage%d-block%d".formatted(stage, block), top, FIRST_CHANNELS << stage, halve);
      }
    }
    return top;
  }

  private String residual(String name, String input, int channels, boolean halve) {
    int stride = halve ? 2 : 1;
    String first = normalized(name + "-1", input, 3, stride, channels, Activation.RELU);
    String second = normalized(name + "-2", first, 3, 1, channels, Activation.IDENTITY);
    String shortcut =
        halve
            ? normalized(name + "-shortcut", input, 1, stride, channels, Activation.IDENTITY)
            : input;
    graph.addVertex(
        name + "-sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), second, shortcut);
    graph.addLayer(name, new ActivationLayer(Activation.RELU), name + "-sum");
    return name;
  }

  /** A convolution, its batch normalization and an activation. */
  private String normalized(
      String name, String input, int kernel, int stride, int channels, Activation activation) {
    graph.addLayer(
        name + "-conv",
        new ConvolutionLayer.Builder(kernel, kernel)
            .stride(stride, stride)
            .nOut(channels)
            .hasBias(false)
            .activation(Activation.IDENTITY)
            .weightInit(WeightInit.RELU)
            .build(),
        input);
    graph.addLayer(name + "-norm", new BatchNormalization(), name + "-conv");
    graph.addLayer(name, new ActivationLayer(activation), name + "-norm");
    return name;
  }
}
