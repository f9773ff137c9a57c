package org.leap.core.fast;

import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Every variant's gradient in double precision. */
class GradientTest {
  private static final int EXAMPLES = 3;
  private static final int CLASSES = 3;

  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"TANH", "SIGMOID", "SOFTPLUS", "IDENTITY", "SOFTMAX"})
  void denseAndOutput(Activation activation) {
    check(
        InputType.feedForward(5),
        new DenseLayer.Builder().nOut(6).activation(activation).build(),
        new ActivationLayer(Activation.CUBE),
        new DenseLayer.Builder().nOut(4).hasBias(false).activation(activation).build());
  }

  @Test
  void dropoutAndWeightNoise() {
    check(
        InputType.feedForward(5),
        new DenseLayer.Builder().nOut(6).weightNoise(new DropConnect(0.8)).build(),
        new DenseLayer.Builder().nOut(4).dropOut(0.7).build());
  }

  static Stream<Geometry> geometries() {
    return Geometry.all();
  }

  @ParameterizedTest
  @MethodSource("geometries")
  void convolution(Geometry geometry) {
    check(
        InputType.convolutional(9, 10, 2, geometry.format()),
        geometry.layer(3).build(),
        geometry.layer(2).hasBias(false).build());
  }

  /** Too many weights in a patch to pick them one by one. */
  @Test
  void wideFirstConvolution() {
    check(
        InputType.convolutional(9, 9, 1),
        new ConvolutionLayer.Builder(9, 9).convolutionMode(ConvolutionMode.Same).nOut(2).build(),
        new SubsamplingLayer.Builder(PoolingType.AVG).kernelSize(3, 3).stride(3, 3).build());
    check(
        InputType.convolutional(3, 3, 20),
        new ConvolutionLayer.Builder(3, 3).convolutionMode(ConvolutionMode.Same).nOut(2).build());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void batchNormalizationOfVectors(boolean logStd) {
    check(
        InputType.feedForward(5),
        new DenseLayer.Builder().nOut(4).build(),
        new BatchNormalization.Builder().useLogStd(logStd).build(),
        new ActivationLayer(Activation.TANH));
  }

  @ParameterizedTest
  @EnumSource(CNN2DFormat.class)
  void batchNormalizationOfImages(CNN2DFormat format) {
    check(
        InputType.convolutional(7, 8, 2, format),
        new BatchNormalization.Builder().dataFormat(format).build(),
        new ConvolutionLayer.Builder(3, 2).dataFormat(format).nOut(3).build(),
        new BatchNormalization.Builder().dataFormat(format).build(),
        new ActivationLayer(Activation.TANH));
  }

  @ParameterizedTest
  @EnumSource(
      value = ConvolutionMode.class,
      names = {"Truncate", "Same"})
  void convolutionOfSmallImages(ConvolutionMode mode) {
    check(
        InputType.convolutional(4, 5, 2),
        new ConvolutionLayer.Builder(1, 2).nOut(3).build(),
        new ConvolutionLayer.Builder(3, 1)
            .padding(mode == ConvolutionMode.Same ? 0 : 1, 0)
            .convolutionMode(mode)
            .nOut(2)
            .build());
  }

  @Test
  void residualGraph() {
    ComputationGraph graph =
        FastNetworks.of(
            settings()
                .convolutionMode(ConvolutionMode.Same)
                .graphBuilder()
                .addInputs("in")
                .addLayer("first", new ConvolutionLayer.Builder(3, 3).nOut(2).build(), "in")
                .addLayer("shortcut", new ConvolutionLayer.Builder(1, 1).nOut(3).build(), "in")
                .addLayer("second", new ConvolutionLayer.Builder(3, 3).nOut(3).build(), "first")
                .addLayer("norm", new BatchNormalization(), "second")
                .addVertex(
                    "add", new ElementWiseVertex(ElementWiseVertex.Op.Add), "norm", "shortcut")
                .addLayer("tanh", new ActivationLayer(Activation.TANH), "add")
                .addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), "tanh")
                .addLayer("out", output(), "pool")
                .setOutputs("out")
                .setInputTypes(InputType.convolutional(5, 6, 2))
                .build());
    graph.init();
    INDArray features = Twins.uniform(1, EXAMPLES, 2, 5, 6).castTo(DataType.DOUBLE);
    CentralDifferences.check(graph, features, labels());
  }

  private static NeuralNetConfiguration.Builder settings() {
    return new NeuralNetConfiguration.Builder()
        .seed(3)
        .dataType(DataType.DOUBLE)
        .activation(Activation.TANH)
        .updater(new NoOp());
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static INDArray labels() {
    DataSet batch = Twins.batch(0, CLASSES, EXAMPLES, 1);
    return batch.getLabels().castTo(DataType.DOUBLE);
  }

  private static void check(InputType input, Layer... layers) {
    var list = settings().list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    MultiLayerNetwork network = FastNetworks.of(list.layer(output()).setInputType(input).build());
    network.init();
    INDArray features = Twins.uniform(1, shape(input)).castTo(DataType.DOUBLE);
    CentralDifferences.check(network, features, labels());
  }

  private static long[] shape(InputType input) {
    long[] one = input.getShape(false);
    long[] batch = new long[one.length + 1];
    batch[0] = EXAMPLES;
    System.arraycopy(one, 0, batch, 1, one.length);
    return batch;
  }
}
