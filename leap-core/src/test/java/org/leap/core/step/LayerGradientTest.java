package org.leap.core.step;

import java.util.function.Consumer;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration.ListBuilder;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.leap.core.fast.FixedStatisticsNormalization;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Every kind of layer with each of its options. */
class LayerGradientTest {
  private static final int CLASSES = 3;
  private static final int BATCH = 3;

  static Stream<Arguments> convolutions() {
    return Stream.of(
        images("3x3", 7, 8, c -> {}),
        images("1x1", 5, 6, c -> c.kernelSize(1, 1)),
        images("the whole image", 3, 3, c -> {}),
        images("one row", 1, 9, c -> c.kernelSize(1, 3)),
        images("one pixel", 1, 1, c -> c.kernelSize(1, 1)),
        images("one pixel in a border", 1, 1, c -> c.padding(1, 1)),
        images("2x5, strides 2x1", 8, 11, c -> c.kernelSize(2, 5).stride(2, 1)),
        images("strides 3x2, rows left over", 12, 10, c -> c.stride(3, 2)),
        images("strides beyond the kernel", 9, 9, c -> c.kernelSize(2, 2).stride(3, 3)),
        images("padding 2x1", 6, 5, c -> c.padding(2, 1)),
        images("dilation 2x1", 9, 7, c -> c.dilation(2, 1)),
        images("dilation, padding, strides", 11, 12, c -> dilated(c)),
        images("no bias", 7, 8, c -> c.hasBias(false)),
        images("strict", 7, 9, c -> c.stride(2, 2).convolutionMode(ConvolutionMode.Strict)),
        images("same", 7, 8, c -> same(c)),
        images("same, 2x2", 5, 6, c -> same(c.kernelSize(2, 2))),
        images("same, strides", 7, 8, c -> same(c.stride(2, 3))),
        images("same, 4x2, strides", 9, 6, c -> same(c.kernelSize(4, 2).stride(2, 2))),
        images("same, 1x1, strides", 8, 9, c -> same(c.kernelSize(1, 1).stride(2, 2))),
        images("same, strides beyond", 8, 9, c -> same(c.kernelSize(2, 1).stride(3, 4))),
        images("same, dilation", 8, 9, c -> same(c.dilation(2, 3))),
        images("same, one pixel", 1, 1, c -> same(c)),
        images("same, 7x7 of 3x3", 3, 3, c -> same(c.kernelSize(7, 7))));
  }

  private static void dilated(ConvolutionLayer.Builder convolution) {
    convolution.dilation(2, 3).padding(3, 1).stride(2, 1);
  }

  private static void same(ConvolutionLayer.Builder convolution) {
    convolution.convolutionMode(ConvolutionMode.Same);
  }

  private static Arguments images(
      String name, int height, int width, Consumer<ConvolutionLayer.Builder> options) {
    return Arguments.of(name, InputType.convolutional(height, width, 3), options);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("convolutions")
  void everyConvolution(String name, InputType input, Consumer<ConvolutionLayer.Builder> options) {
    var builder = new ConvolutionLayer.Builder(3, 3).nOut(5).activation(Activation.TANH);
    options.accept(builder);
    check(input, pointwise(4), builder.build());
    check(input, builder.build());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 15, 16, 17, 33})
  void channels(int channels) {
    check(
        InputType.convolutional(5, 4, channels),
        pointwise(channels + 1),
        new ConvolutionLayer.Builder(3, 2).nOut(channels).activation(Activation.RELU).build(),
        new DenseLayer.Builder().nOut(channels).build());
  }

  private static ConvolutionLayer pointwise(int filters) {
    return new ConvolutionLayer.Builder(1, 1).nOut(filters).activation(Activation.TANH).build();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 17})
  void batchesOfEverySize(int examples) {
    InputType input = InputType.convolutional(7, 6, 2);
    var batch = Batches.classes(4, examples, CLASSES, input);
    PlannedGradient.check(
        configuration(
            input,
            new ConvolutionLayer.Builder(3, 3).nOut(5).activation(Activation.IDENTITY).build(),
            new BatchNormalization(),
            new ActivationLayer(Activation.RELU),
            maximum().kernelSize(2, 2).stride(2, 2).build(),
            new DenseLayer.Builder().nOut(6).build()),
        batch);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void dense(boolean bias) {
    check(
        InputType.feedForward(5),
        new DenseLayer.Builder().nOut(17).hasBias(bias).build(),
        new DenseLayer.Builder().nOut(4).hasBias(bias).build());
    check(
        InputType.convolutional(5, 4, 3),
        pointwise(6),
        new DenseLayer.Builder().nOut(7).hasBias(bias).build());
    check(InputType.convolutional(5, 4, 3), new DenseLayer.Builder().nOut(7).hasBias(bias).build());
    check(
        InputType.convolutional(5, 4, 3),
        pointwise(6),
        new GlobalPoolingLayer(PoolingType.AVG),
        new DenseLayer.Builder().nOut(7).hasBias(bias).build());
  }

  @Test
  void rowsThatAreImages() {
    check(InputType.convolutionalFlat(6, 5, 2), pointwise(3), maximum().build());
  }

  static Stream<IActivation> activations() {
    return Stream.of(
        new ActivationIdentity(),
        new ActivationReLU(),
        new ActivationLReLU(),
        new ActivationLReLU(0.3),
        new ActivationLReLU(0),
        new ActivationTanH(),
        new ActivationSigmoid(),
        new ActivationELU(),
        new ActivationELU(0.4),
        new ActivationELU(2.5));
  }

  @ParameterizedTest
  @MethodSource("activations")
  void activation(IActivation function) {
    check(
        InputType.convolutional(4, 5, 2),
        new ConvolutionLayer.Builder(2, 2).nOut(3).activation(function).build(),
        new ConvolutionLayer.Builder(2, 2).nOut(3).activation(Activation.IDENTITY).build(),
        new ActivationLayer(function),
        new DenseLayer.Builder().nOut(6).activation(function).build(),
        new ActivationLayer(function),
        new DenseLayer.Builder().nOut(5).activation(Activation.IDENTITY).build(),
        new ActivationLayer(function));
    check(InputType.feedForward(6), new ActivationLayer(function));
  }

  static Stream<Arguments> normalizations() {
    return Stream.of(true, false)
        .flatMap(
            logarithmic ->
                Stream.of(Activation.RELU, Activation.IDENTITY, Activation.LEAKYRELU)
                    .map(after -> Arguments.of(logarithmic, after)));
  }

  private static BatchNormalization normalization(boolean logarithmic) {
    return new BatchNormalization.Builder().useLogStd(logarithmic).eps(1e-3).decay(0.8).build();
  }

  @ParameterizedTest
  @MethodSource("normalizations")
  void batchNormalization(boolean logarithmic, Activation after) {
    check(
        InputType.feedForward(5),
        normalization(logarithmic),
        new DenseLayer.Builder().nOut(17).activation(Activation.IDENTITY).build(),
        normalization(logarithmic),
        new ActivationLayer(after));
    check(
        InputType.convolutional(4, 5, 3),
        normalization(logarithmic),
        new ConvolutionLayer.Builder(2, 2).nOut(6).activation(Activation.IDENTITY).build(),
        normalization(logarithmic),
        new ActivationLayer(after),
        new GlobalPoolingLayer(PoolingType.AVG),
        normalization(logarithmic));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void fixedStatistics(boolean logarithmic) {
    check(
        InputType.convolutional(4, 5, 3),
        new ConvolutionLayer.Builder(2, 2).nOut(6).activation(Activation.IDENTITY).build(),
        fixed(6, logarithmic),
        new ActivationLayer(Activation.RELU),
        new DenseLayer.Builder().nOut(5).build(),
        fixed(5, logarithmic));
  }

  private static FixedStatisticsNormalization fixed(int channels, boolean logarithmic) {
    var layer = new FixedStatisticsNormalization();
    BatchNormalization like = normalization(logarithmic);
    layer.setNIn(channels);
    layer.setNOut(channels);
    layer.setGamma(like.getGamma());
    layer.setBeta(like.getBeta());
    layer.setEps(like.getEps());
    layer.setDecay(like.getDecay());
    layer.setUseLogStd(logarithmic);
    layer.setCnn2DFormat(like.getCnn2DFormat());
    layer.setMinibatch(true);
    return layer;
  }

  static Stream<Arguments> poolings() {
    return Stream.of(
        windows("2x2", p -> {}),
        windows("3x2, strides 2x1", p -> p.kernelSize(3, 2).stride(2, 1)),
        windows("overlap", p -> p.kernelSize(3, 3).stride(1, 1)),
        windows("padding", p -> p.kernelSize(3, 3).stride(2, 2).padding(1, 1)),
        windows("padding 0x1", p -> p.kernelSize(2, 3).padding(0, 1)),
        windows("same", p -> p.convolutionMode(ConvolutionMode.Same)),
        windows("same, overlap", p -> overlapping(p.kernelSize(3, 3).stride(1, 1))),
        windows("same, strides", p -> overlapping(p.kernelSize(3, 2).stride(2, 3))),
        windows("same, strides beyond", p -> overlapping(p.kernelSize(1, 1).stride(2, 3))),
        windows("strides beyond the window", p -> p.kernelSize(2, 1).stride(3, 2)));
  }

  private static void overlapping(SubsamplingLayer.Builder pooling) {
    pooling.convolutionMode(ConvolutionMode.Same);
  }

  private static Arguments windows(String name, Consumer<SubsamplingLayer.Builder> options) {
    return Arguments.of(name, options);
  }

  private static SubsamplingLayer.Builder maximum() {
    return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
        .kernelSize(2, 2)
        .stride(2, 2);
  }

  private static SubsamplingLayer.Builder mean() {
    return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG)
        .kernelSize(2, 2)
        .stride(2, 2);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("poolings")
  void everyPooling(String name, Consumer<SubsamplingLayer.Builder> options) {
    InputType input = InputType.convolutional(7, 8, 2);
    for (var builder :
        new SubsamplingLayer.Builder[] {
          maximum(), mean(), mean().avgPoolIncludePadInDivisor(true)
        }) {
      options.accept(builder);
      check(input, pointwise(5), builder.build());
      check(input, builder.build(), pointwise(5));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"AVG", "MAX"})
  void globalPooling(String type) {
    Layer pooling = new GlobalPoolingLayer(PoolingType.valueOf(type));
    check(InputType.convolutional(5, 7, 2), pointwise(6), pooling);
    check(InputType.convolutional(1, 1, 2), pointwise(6), pooling);
    check(InputType.convolutional(5, 7, 2), pooling);
  }

  static Stream<Arguments> losses() {
    return Stream.of(
        Arguments.of(LossFunction.MCXENT, Activation.SOFTMAX),
        Arguments.of(LossFunction.NEGATIVELOGLIKELIHOOD, Activation.SOFTMAX),
        Arguments.of(LossFunction.MCXENT, Activation.SIGMOID),
        Arguments.of(LossFunction.MSE, Activation.IDENTITY),
        Arguments.of(LossFunction.MSE, Activation.TANH),
        Arguments.of(LossFunction.MSE, Activation.SOFTMAX),
        Arguments.of(LossFunction.XENT, Activation.SIGMOID));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void loss(LossFunction loss, Activation activation) {
    for (boolean bias : new boolean[] {true, false}) {
      var output =
          new OutputLayer.Builder(loss).nOut(CLASSES).activation(activation).hasBias(bias).build();
      checkLoss(output);
    }
  }

  @Test
  void weightsOfTheClasses() {
    ILossFunction loss = new LossMCXENT(Nd4j.createFromArray(0.25f, 2, 0.75f));
    checkLoss(new OutputLayer.Builder(loss).nOut(CLASSES).activation(Activation.SOFTMAX).build());
  }

  private static void checkLoss(OutputLayer output) {
    InputType input = InputType.feedForward(6);
    var list =
        settings()
            .list()
            .layer(new DenseLayer.Builder().nOut(7).build())
            .layer(output)
            .validateOutputLayerConfig(false)
            .setInputType(input)
            .build();
    PlannedGradient.check(list, Batches.classes(2, BATCH, CLASSES, input));
    PlannedGradient.check(list, Batches.shares(2, BATCH, CLASSES, input));
  }

  private static NeuralNetConfiguration.Builder settings() {
    return new NeuralNetConfiguration.Builder().seed(3).activation(Activation.TANH);
  }

  private static MultiLayerConfiguration configuration(InputType input, Layer... layers) {
    ListBuilder list = settings().list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    var output =
        new OutputLayer.Builder(LossFunction.MCXENT)
            .nOut(CLASSES)
            .activation(Activation.SOFTMAX)
            .build();
    return list.layer(output).setInputType(input).build();
  }

  private static void check(InputType input, Layer... layers) {
    PlannedGradient.check(configuration(input, layers), Batches.classes(1, BATCH, CLASSES, input));
  }
}
