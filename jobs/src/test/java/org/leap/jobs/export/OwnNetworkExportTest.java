package org.leap.jobs.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.onnxruntime.OrtException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration.ListBuilder;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.model.ZooNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Networks that users bring, with what layers can be told to do. */
class OwnNetworkExportTest {
  private static final INDArray ROWS = Nd4j.randn(DataType.FLOAT, 6, 48);
  private static final INDArray IMAGES = Nd4j.randn(DataType.FLOAT, 6, 2, 11, 13);

  private static ListBuilder stack() {
    return new NeuralNetConfiguration.Builder().seed(3).activation(Activation.TANH).list();
  }

  private static ExportedModel images(Layer... layers) {
    ListBuilder stack = stack();
    for (Layer layer : layers) {
      stack.layer(layer);
    }
    return exported(stack.layer(softmax(3)).setInputType(InputType.convolutional(11, 13, 2)));
  }

  private static ExportedModel exported(ListBuilder stack) {
    return ExportedModel.of(new ZooNetwork.Stack(stack.build()), Optional.empty());
  }

  private static OutputLayer softmax(int classes) {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(classes)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static DenseLayer dense(int width, IActivation activation) {
    return new DenseLayer.Builder().nOut(width).activation(activation).build();
  }

  private static ConvolutionLayer.Builder convolution(int kernel, int channels) {
    return new ConvolutionLayer.Builder(kernel, kernel).nOut(channels);
  }

  private static SubsamplingLayer.Builder pooling(SubsamplingLayer.PoolingType type, int kernel) {
    return new SubsamplingLayer.Builder(type).kernelSize(kernel, kernel);
  }

  static Stream<List<Layer>> stacks() {
    var max = SubsamplingLayer.PoolingType.MAX;
    var mean = SubsamplingLayer.PoolingType.AVG;
    return Stream.of(
        List.of(
            new ZeroPaddingLayer(1, 2, 0, 3),
            convolution(3, 4).stride(2, 1).padding(1, 2).build(),
            convolution(3, 5).stride(2, 2).convolutionMode(ConvolutionMode.Same).build(),
            convolution(2, 4).dilation(2, 2).convolutionMode(ConvolutionMode.Same).build(),
            convolution(3, 4).hasBias(false).activation(Activation.SIGMOID).build()),
        List.of(pooling(max, 3).stride(2, 1).padding(1, 1).build()),
        List.of(pooling(max, 2).stride(2, 2).convolutionMode(ConvolutionMode.Same).build()),
        List.of(pooling(mean, 3).stride(2, 2).padding(1, 1).build()),
        List.of(
            pooling(mean, 3).stride(2, 2).padding(1, 1).avgPoolIncludePadInDivisor(true).build()),
        List.of(pooling(mean, 2).stride(2, 2).convolutionMode(ConvolutionMode.Same).build()),
        List.of(convolution(3, 7).build(), new LocalResponseNormalization.Builder().build()),
        List.of(
            new LocalResponseNormalization.Builder(1, 3, 0.4, 0.6).build(),
            new DropoutLayer.Builder(0.5).build(),
            new GlobalPoolingLayer(PoolingType.SUM)),
        List.of(
            convolution(3, 6).build(),
            new BatchNormalization.Builder().eps(0.01).build(),
            new GlobalPoolingLayer(PoolingType.MAX),
            new BatchNormalization.Builder().lockGammaBeta(true).build(),
            dense(5, Activation.SELU.getActivationFunction())));
  }

  @ParameterizedTest
  @MethodSource("stacks")
  void layersAgree(List<Layer> layers) throws OrtException {
    images(layers.toArray(Layer[]::new)).assertAgrees(IMAGES);
  }

  static Stream<IActivation> activations() {
    return Stream.concat(
        Stream.of(new ActivationLReLU(0.3), new ActivationELU(0.5), new ActivationReLU()),
        Stream.of(
                Activation.IDENTITY,
                Activation.RELU6,
                Activation.HARDTANH,
                Activation.SELU,
                Activation.SIGMOID,
                Activation.HARDSIGMOID,
                Activation.TANH,
                Activation.SOFTPLUS,
                Activation.SOFTSIGN,
                Activation.SWISH,
                Activation.SOFTMAX)
            .map(Activation::getActivationFunction));
  }

  @ParameterizedTest
  @MethodSource("activations")
  void activationsAgree(IActivation activation) throws OrtException {
    exported(
            stack()
                .layer(dense(20, activation))
                .layer(new ActivationLayer(activation))
                .layer(softmax(3))
                .setInputType(InputType.feedForward(48)))
        .assertAgrees(ROWS);
  }

  @Test
  void rowsThatAreImagesAgree() throws OrtException {
    exported(
            stack()
                .layer(convolution(3, 4).build())
                .layer(softmax(3))
                .setInputType(InputType.convolutionalFlat(4, 6, 2)))
        .assertAgrees(ROWS);
  }

  @Test
  void aLossLayerIsItsActivation() throws OrtException {
    exported(
            stack()
                .layer(dense(4, Activation.RELU.getActivationFunction()))
                .layer(
                    new LossLayer.Builder(LossFunction.MCXENT)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.feedForward(48)))
        .assertAgrees(ROWS);
  }

  @ParameterizedTest
  @EnumSource(ElementWiseVertex.Op.class)
  void verticesAgree(ElementWiseVertex.Op op) throws OrtException {
    var tanh = Activation.TANH.getActivationFunction();
    var graph =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .graphBuilder()
            .addInputs("output")
            .setInputTypes(InputType.feedForward(48))
            .addLayer("a", dense(9, tanh), "output")
            .addLayer("b", dense(9, tanh), "output")
            .addLayer("input", dense(9, tanh), "a");
    graph =
        op == ElementWiseVertex.Op.Subtract
            ? graph.addVertex("some", new ElementWiseVertex(op), "input", "b")
            : graph.addVertex("some", new ElementWiseVertex(op), "input", "b", "a");
    graph
        .addVertex("all", new MergeVertex(), "b", "some", "a")
        .addLayer("last", softmax(3), "all")
        .setOutputs("last");

    ExportedModel.of(new ZooNetwork.Graph(graph.build()), Optional.empty()).assertAgrees(ROWS);
  }

  private static void assertRefused(ExportedModel model, String message) {
    assertEquals(
        "model.zip: " + message + ", which is not exported; docs/serving.md lists what is",
        assertThrows(BadDataException.class, () -> OnnxExport.of(model.trained(), false))
            .getMessage());
  }

  @Test
  void whatIsNotExportedIsNamed() {
    assertRefused(
        images(
            convolution(2, 3).build(),
            new SeparableConvolution2D.Builder(2, 2).name("apart").nOut(4).build()),
        "layer apart is of the kind SeparableConvolution2D");
    assertRefused(
        images(convolution(2, 3).activation(Activation.MISH).build()),
        "layer layer0 has the activation Mish");
    assertRefused(
        images(pooling(SubsamplingLayer.PoolingType.PNORM, 2).pnorm(2).build()),
        "layer layer0 pools by PNORM");
    var graph =
        new NeuralNetConfiguration.Builder()
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.feedForward(48))
            .addVertex("unit", new L2NormalizeVertex(), "in")
            .addLayer("last", softmax(3), "unit")
            .setOutputs("last")
            .build();
    assertRefused(
        ExportedModel.of(new ZooNetwork.Graph(graph), Optional.empty()),
        "vertex unit is of the kind L2NormalizeVertex");
  }

  /** Not to be taken for its parent. */
  static final class OwnTanh extends ActivationTanH {
    private static final long serialVersionUID = 1L;
  }

  /** Not to be taken for its parent. */
  static final class OwnRows extends CnnToFeedForwardPreProcessor {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void subclassesAreNotExported() {
    assertRefused(
        images(convolution(2, 3).activation(new OwnTanh()).build()),
        "layer layer0 has the activation OwnTanh");
    ListBuilder stack = stack().layer(convolution(11, 3).nIn(2).build());
    assertRefused(
        exported(
            stack
                .layer(new OutputLayer.Builder().nIn(9).nOut(3).build())
                .inputPreProcessor(1, new OwnRows())),
        "the input of layer layer1 is of the kind OwnRows");
  }
}
