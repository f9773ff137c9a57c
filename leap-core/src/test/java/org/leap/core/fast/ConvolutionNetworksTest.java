package org.leap.core.fast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
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
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class ConvolutionNetworksTest {
  /** Of a parameter after one step, relative to the largest change of any. */
  private static final double CONVOLUTION_TOLERANCE = 1e-4;

  private static final double BATCH_NORMALIZATION_TOLERANCE = 1e-4;

  @Test
  void lenetTakesDl4jsStepWithinRounding() {
    assertSameStep(Twins.of(lenet()), Twins.batch(0, 10, 8, 784), CONVOLUTION_TOLERANCE);
  }

  static Stream<Geometry> geometries() {
    return Geometry.all();
  }

  @ParameterizedTest
  @MethodSource("geometries")
  void everyGeometryTakesDl4jsStepWithinRounding(Geometry geometry) {
    Twins twins =
        Twins.of(
            settings()
                .list()
                .layer(geometry.layer(4).build())
                .layer(geometry.layer(3).hasBias(false).activation(Activation.ELU).build())
                .layer(output(5))
                .setInputType(InputType.convolutional(9, 10, 2, geometry.format()))
                .build());
    assertSameStep(twins, Twins.batch(0, 5, geometry.images(6, 2, 9, 10)), CONVOLUTION_TOLERANCE);
  }

  @Test
  void smallImagesTakeDl4jsStepWithinRounding() {
    Twins twins =
        Twins.of(
            settings()
                .convolutionMode(ConvolutionMode.Same)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(16).build())
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(32).build())
                .layer(output(5))
                .setInputType(InputType.convolutional(4, 4, 8))
                .build());
    assertSameStep(twins, Twins.batch(0, 5, 6, 8, 4, 4), CONVOLUTION_TOLERANCE);
  }

  @ParameterizedTest
  @CsvSource({"NCHW, false", "NCHW, true", "NHWC, false", "NHWC, true"})
  void batchNormalizationTakesDl4jsStepWithinRounding(CNN2DFormat format, boolean logStd) {
    var norm = new BatchNormalization.Builder().dataFormat(format).useLogStd(logStd).build();
    Twins twins =
        Twins.of(
            settings()
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).dataFormat(format).nOut(4).build())
                .layer(norm)
                .layer(new ActivationLayer(Activation.RELU))
                .layer(new DenseLayer.Builder().nOut(6).build())
                .layer(new BatchNormalization.Builder().useLogStd(logStd).build())
                .layer(output(5))
                .setInputType(InputType.convolutional(9, 10, 2, format))
                .build());
    long[] shape = format == CNN2DFormat.NHWC ? new long[] {8, 9, 10, 2} : new long[] {8, 2, 9, 10};
    assertSameStep(twins, Twins.batch(0, 5, shape), BATCH_NORMALIZATION_TOLERANCE);
    INDArray features = Twins.batch(1, 5, shape).getFeatures();
    INDArray expected = ((MultiLayerNetwork) twins.plain()).output(features);
    INDArray actual = ((MultiLayerNetwork) twins.fast()).output(features);
    assertEquals(0, expected.sub(actual).amaxNumber().doubleValue(), 1e-5);
  }

  /** Batch normalization of values far from zero must not lose their variance. */
  @Test
  void batchNormalizationKeepsTheVarianceOfLargeValues() {
    Twins twins =
        Twins.of(
            settings()
                .list()
                .layer(new BatchNormalization())
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(4).build())
                .layer(output(5))
                .setInputType(InputType.convolutional(9, 10, 2))
                .build());
    DataSet batch = Twins.batch(0, 5, 8, 2, 9, 10);
    batch.getFeatures().addi(1000);
    twins.fit(batch, 0);
    // A mean of 1000 leaves a deviation of 0.6 four digits.
    assertEquals(twins.plain().score(), twins.fast().score(), 1e-3);
  }

  @Test
  void residualGraphTakesDl4jsStepWithinRounding() {
    Twins twins = Twins.of(residual());
    assertSameStep(twins, Twins.batch(0, 5, 8, 2, 9, 10), BATCH_NORMALIZATION_TOLERANCE);
  }

  private static void assertSameStep(Twins twins, DataSet batch, double tolerance) {
    INDArray before = twins.plain().params().dup();
    twins.fit(batch, 0);
    assertEquals(0, twins.difference(before), tolerance);
    assertEquals(twins.plain().score(), twins.fast().score(), 1e-4);
  }

  private static NeuralNetConfiguration.Builder settings() {
    return new NeuralNetConfiguration.Builder()
        .seed(5)
        .activation(Activation.RELU)
        .updater(new Sgd(0.01));
  }

  private static OutputLayer output(int classes) {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(classes)
        .activation(Activation.SOFTMAX)
        .build();
  }

  static ComputationGraphConfiguration residual() {
    return settings()
        .convolutionMode(ConvolutionMode.Same)
        .graphBuilder()
        .addInputs("in")
        .addLayer("first", new ConvolutionLayer.Builder(3, 3).nOut(4).build(), "in")
        .addLayer("second", new ConvolutionLayer.Builder(3, 3).nOut(4).build(), "first")
        .addLayer("norm", new BatchNormalization(), "second")
        .addVertex("add", new ElementWiseVertex(ElementWiseVertex.Op.Add), "norm", "first")
        .addLayer("relu", new ActivationLayer(Activation.RELU), "add")
        .addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), "relu")
        .addLayer("out", output(5), "pool")
        .setOutputs("out")
        .setInputTypes(InputType.convolutional(9, 10, 2))
        .build();
  }

  @Test
  void runsAreBitIdentical() {
    assertArrayEquals(trained(), trained());
  }

  private static float[] trained() {
    var network = FastNetworks.of(lenet());
    network.init();
    for (int step = 0; step < 3; step++) {
      Twins.fit(network, Twins.batch(step, 10, 8, 784), step);
    }
    return network.params().dup().data().asFloat();
  }

  static MultiLayerConfiguration lenet() {
    return settings()
        .list()
        .layer(new ConvolutionLayer.Builder(5, 5).nOut(20).build())
        .layer(new SubsamplingLayer.Builder(PoolingType.MAX).kernelSize(2, 2).stride(2, 2).build())
        .layer(new ConvolutionLayer.Builder(5, 5).nOut(50).build())
        .layer(new SubsamplingLayer.Builder(PoolingType.MAX).kernelSize(2, 2).stride(2, 2).build())
        .layer(new DenseLayer.Builder().nOut(100).build())
        .layer(output(10))
        .setInputType(InputType.convolutionalFlat(28, 28, 1))
        .build();
  }
}
