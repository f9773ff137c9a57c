package org.leap.core.step;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
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
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.leap.core.fast.FastNetworks;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Small networks of the kinds that people train. */
public enum Architecture {
  MLP,
  LENET,
  VGG,
  RESNET,
  GOOGLENET;

  public static final int CLASSES = 5;

  private InputType input() {
    return switch (this) {
      case MLP -> InputType.feedForward(30);
      case LENET -> InputType.convolutionalFlat(28, 28, 1);
      case VGG -> InputType.convolutional(16, 16, 3);
      case RESNET, GOOGLENET -> InputType.convolutional(12, 12, 3);
    };
  }

  private Object configuration() {
    var settings =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .activation(Activation.RELU)
            .updater(new Nesterovs(0.01, 0.9));
    return switch (this) {
      case MLP -> mlp(settings);
      case LENET -> lenet(settings);
      case VGG -> vgg(settings);
      case RESNET -> resnet(settings);
      case GOOGLENET -> googlenet(settings);
    };
  }

  /** DL4J's own network. */
  public Model plain() {
    Model network =
        configuration() instanceof MultiLayerConfiguration stack
            ? new MultiLayerNetwork(stack)
            : new ComputationGraph((ComputationGraphConfiguration) configuration());
    network.init();
    return network;
  }

  /** The planned network with the same parameters. */
  public Model planned(Precision precision) {
    Model network = uninitialized(precision);
    network.init();
    return network;
  }

  /** The planned network with these parameters, which it uses where they lie. */
  Model planned(INDArray parameters) {
    Model network = uninitialized(Precision.FLOAT32);
    if (network instanceof MultiLayerNetwork stack) {
      stack.init(parameters, false);
    } else {
      ((ComputationGraph) network).init(parameters, false);
    }
    return network;
  }

  private Model uninitialized(Precision precision) {
    return configuration() instanceof MultiLayerConfiguration stack
        ? FastNetworks.of(stack, precision)
        : FastNetworks.of((ComputationGraphConfiguration) configuration(), precision);
  }

  /** The same in float32. */
  public Model planned() {
    return planned(Precision.FLOAT32);
  }

  /** A minibatch in float32. */
  public DataSet batch(int seed, int examples) {
    return Batches.floats(seed, examples, CLASSES, input());
  }

  private static Object mlp(NeuralNetConfiguration.Builder settings) {
    return settings
        .list()
        .layer(new DenseLayer.Builder().nOut(40).build())
        .layer(new DenseLayer.Builder().nOut(20).activation(Activation.TANH).build())
        .layer(classes())
        .setInputType(MLP.input())
        .build();
  }

  private static Object lenet(NeuralNetConfiguration.Builder settings) {
    return settings
        .list()
        .layer(new ConvolutionLayer.Builder(5, 5).nOut(6).build())
        .layer(maximum(2, 2))
        .layer(new ConvolutionLayer.Builder(5, 5).nOut(16).build())
        .layer(maximum(2, 2))
        .layer(new DenseLayer.Builder().nOut(30).build())
        .layer(classes())
        .setInputType(LENET.input())
        .build();
  }

  private static Object vgg(NeuralNetConfiguration.Builder settings) {
    var list = settings.convolutionMode(ConvolutionMode.Same).list();
    for (int filters : new int[] {8, 12, 20}) {
      for (int i = 0; i < 2; i++) {
        list.layer(convolution(3, 1, filters))
            .layer(new BatchNormalization())
            .layer(new ActivationLayer(Activation.RELU));
      }
      list.layer(maximum(2, 2));
    }
    return list.layer(new DenseLayer.Builder().nOut(30).build())
        .layer(classes())
        .setInputType(VGG.input())
        .build();
  }

  private static Object resnet(NeuralNetConfiguration.Builder settings) {
    GraphBuilder graph = images(settings, RESNET);
    String top = normalized(graph, "first", "in", 3, 1, 8, Activation.RELU);
    for (int stage = 0; stage < 2; stage++) {
      int stride = stage + 1;
      int filters = 8 << stage;
      String name = "stage-" + stage;
      String a = normalized(graph, name + "-a", top, 3, stride, filters, Activation.RELU);
      String b = normalized(graph, name + "-b", a, 3, 1, filters, Activation.IDENTITY);
      String shortcut =
          stride == 1
              ? top
              : normalized(graph, name + "-s", top, 1, stride, filters, Activation.IDENTITY);
      graph.addVertex(name + "-sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), b, shortcut);
      graph.addLayer(name, new ActivationLayer(Activation.RELU), name + "-sum");
      top = name;
    }
    return pooledAndClassified(graph, top);
  }

  private static Object googlenet(NeuralNetConfiguration.Builder settings) {
    GraphBuilder graph = images(settings, GOOGLENET);
    String top = "in";
    for (int module = 0; module < 2; module++) {
      String name = "module-" + module;
      graph.addLayer(name + "-1", inception(1, 4), top);
      graph.addLayer(name + "-3-in", inception(1, 5), top);
      graph.addLayer(name + "-3", inception(3, 7), name + "-3-in");
      graph.addLayer(name + "-5-in", inception(1, 3), top);
      graph.addLayer(name + "-5", inception(5, 6), name + "-5-in");
      graph.addLayer(name + "-pool", maximum(3, 1), top);
      graph.addLayer(name + "-pool-out", inception(1, 4), name + "-pool");
      graph.addVertex(
          name, new MergeVertex(), name + "-1", name + "-3", name + "-5", name + "-pool-out");
      graph.addLayer(name + "-down", maximum(3, 2), name);
      top = name + "-down";
    }
    return pooledAndClassified(graph, top);
  }

  private static GraphBuilder images(NeuralNetConfiguration.Builder settings, Architecture of) {
    GraphBuilder graph =
        settings.convolutionMode(ConvolutionMode.Same).graphBuilder().addInputs("in");
    graph.setInputTypes(of.input());
    return graph;
  }

  private static ComputationGraphConfiguration pooledAndClassified(GraphBuilder graph, String top) {
    return graph
        .addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), top)
        .addLayer("out", classes(), "pool")
        .setOutputs("out")
        .build();
  }

  private static String normalized(
      GraphBuilder graph,
      String name,
      String input,
      int kernel,
      int stride,
      int filters,
      Activation activation) {
    graph.addLayer(name + "-conv", convolution(kernel, stride, filters), input);
    graph.addLayer(name + "-norm", new BatchNormalization(), name + "-conv");
    graph.addLayer(name, new ActivationLayer(activation), name + "-norm");
    return name;
  }

  private static ConvolutionLayer convolution(int kernel, int stride, int filters) {
    return new ConvolutionLayer.Builder(kernel, kernel)
        .stride(stride, stride)
        .nOut(filters)
        .hasBias(false)
        .activation(Activation.IDENTITY)
        .build();
  }

  private static ConvolutionLayer inception(int kernel, int filters) {
    return new ConvolutionLayer.Builder(kernel, kernel).nOut(filters).build();
  }

  private static SubsamplingLayer maximum(int window, int stride) {
    return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
        .kernelSize(window, window)
        .stride(stride, stride)
        .build();
  }

  private static OutputLayer classes() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }
}
