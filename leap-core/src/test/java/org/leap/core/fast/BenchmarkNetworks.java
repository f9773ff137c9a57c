package org.leap.core.fast;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The networks whose training step is measured. */
enum BenchmarkNetworks {
  MLP(128),
  LENET(64),
  VGG16(32),
  RESNET20(32);

  private static final int CLASSES = 10;

  private final int examples;

  BenchmarkNetworks(int examples) {
    this.examples = examples;
  }

  DataSet batch() {
    return switch (this) {
      case MLP, LENET -> Twins.batch(0, CLASSES, examples, 784);
      case VGG16, RESNET20 -> Twins.batch(0, CLASSES, examples, 3, 32, 32);
    };
  }

  /** DL4J's own network. */
  Model plain(IUpdater updater) {
    if (this == RESNET20) {
      ComputationGraph graph = new ComputationGraph(resnet20(updater));
      graph.init();
      return graph;
    }
    MultiLayerNetwork network = new MultiLayerNetwork(layers(updater));
    network.init();
    return network;
  }

  /** Ours. */
  Model fast(IUpdater updater) {
    if (this == RESNET20) {
      ComputationGraph graph = FastNetworks.of(resnet20(updater));
      graph.init();
      return graph;
    }
    MultiLayerNetwork network = FastNetworks.of(layers(updater));
    network.init();
    return network;
  }

  private MultiLayerConfiguration layers(IUpdater updater) {
    return switch (this) {
      case MLP -> mlp(updater);
      case LENET -> lenet(updater);
      case VGG16 -> vgg16(updater);
      case RESNET20 -> throw new AssertionError("a graph");
    };
  }

  private static MultiLayerConfiguration mlp(IUpdater updater) {
    return settings(updater)
        .list()
        .layer(new DenseLayer.Builder().nIn(784).nOut(1000).build())
        .layer(new DenseLayer.Builder().nIn(1000).nOut(1000).build())
        .layer(output())
        .setInputType(InputType.feedForward(784))
        .build();
  }

  private static MultiLayerConfiguration lenet(IUpdater updater) {
    return settings(updater)
        .list()
        .layer(new ConvolutionLayer.Builder(5, 5).nOut(20).build())
        .layer(pool())
        .layer(new ConvolutionLayer.Builder(5, 5).nOut(50).build())
        .layer(pool())
        .layer(new DenseLayer.Builder().nOut(500).build())
        .layer(output())
        .setInputType(InputType.convolutionalFlat(28, 28, 1))
        .build();
  }

  private static MultiLayerConfiguration vgg16(IUpdater updater) {
    var list = settings(updater).convolutionMode(ConvolutionMode.Same).list();
    int[] channels = {64, 128, 256, 512, 512};
    int[] convolutions = {2, 2, 3, 3, 3};
    for (int block = 0; block < channels.length; block++) {
      for (int i = 0; i < convolutions[block]; i++) {
        list.layer(new ConvolutionLayer.Builder(3, 3).nOut(channels[block]).build());
      }
      list.layer(pool());
    }
    return list.layer(new DenseLayer.Builder().nOut(4096).build())
        .layer(new DenseLayer.Builder().nOut(4096).build())
        .layer(output())
        .setInputType(InputType.convolutional(32, 32, 3))
        .build();
  }

  private static ComputationGraphConfiguration resnet20(IUpdater updater) {
    GraphBuilder graph =
        settings(updater)
            .convolutionMode(ConvolutionMode.Same)
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.convolutional(32, 32, 3));
    String top = normalized(graph, "first", "in", 3, 1, 16, Activation.RELU);
    for (int stage = 0; stage < 3; stage++) {
      for (int block = 0; block < 3; block++) {
        top = residual(graph, stage + "-" + block, top, 16 << stage, stage > 0 && block == 0);
      }
    }
    return graph
        .addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), top)
        .addLayer("out", output(), "pool")
        .setOutputs("out")
        .build();
  }

  private static String residual(
      GraphBuilder graph, String name, String input, int channels, boolean halve) {
    int stride = halve ? 2 : 1;
    String first = normalized(graph, name + "a", input, 3, stride, channels, Activation.RELU);
    String second = normalized(graph, name + "b", first, 3, 1, channels, Activation.IDENTITY);
    String shortcut =
        halve
            ? normalized(graph, name + "s", input, 1, stride, channels, Activation.IDENTITY)
            : input;
    graph.addVertex(
        name + "-sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), second, shortcut);
    graph.addLayer(name, new ActivationLayer(Activation.RELU), name + "-sum");
    return name;
  }

  private static String normalized(
      GraphBuilder graph,
      String name,
      String input,
      int kernel,
      int stride,
      int channels,
      Activation activation) {
    graph.addLayer(
        name + "-conv",
        new ConvolutionLayer.Builder(kernel, kernel)
            .stride(stride, stride)
            .nOut(channels)
            .hasBias(false)
            .activation(Activation.IDENTITY)
            .build(),
        input);
    graph.addLayer(name + "-norm", new BatchNormalization(), name + "-conv");
    graph.addLayer(name, new ActivationLayer(activation), name + "-norm");
    return name;
  }

  private static SubsamplingLayer pool() {
    return new SubsamplingLayer.Builder(PoolingType.MAX).kernelSize(2, 2).stride(2, 2).build();
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static NeuralNetConfiguration.Builder settings(IUpdater updater) {
    return new NeuralNetConfiguration.Builder()
        .seed(7)
        .activation(Activation.RELU)
        .updater(updater);
  }
}
