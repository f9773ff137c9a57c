package org.leap.core.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.leap.core.NetworkView;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class DropoutTest {
  private static final int WIDTH = 20_000;
  private static final int CLASSES = 3;
  private static final InputType IMAGES = InputType.convolutional(5, 4, 2);

  /**
   * Factors of a row of ones: a weight's gradient is its factor where the output is 0, the target
   * -1/2 and the loss the square.
   */
  private static float[] factors(NetworkPlan plan, MultiLayerNetwork network, long seed) {
    Nd4j.getRandom().setSeed(seed);
    INDArray target = Nd4j.valueArrayOf(new long[] {1, 1}, -0.5, DataType.FLOAT);
    plan.gradient(Nd4j.ones(DataType.FLOAT, 1, WIDTH), target);
    return network.getGradientsViewArray().dup().data().asFloat();
  }

  private static MultiLayerNetwork single(double kept) {
    var network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(
                    new OutputLayer.Builder(LossFunction.MSE)
                        .nIn(WIDTH)
                        .nOut(1)
                        .hasBias(false)
                        .dropOut(kept)
                        .activation(Activation.IDENTITY)
                        .build())
                .build());
    network.init();
    network.params().assign(0);
    return network;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 0.8, 0.97})
  void keepsItsShareAndScalesIt(double kept) {
    MultiLayerNetwork network = single(kept);
    try (NetworkPlan plan = Plans.of(network, Precision.FLOAT32)) {
      float[] factors = factors(plan, network, 5);
      int count = 0;
      for (float factor : factors) {
        assertTrue(factor == 0 || factor == (float) (1 / kept), "a factor of " + factor);
        count += factor == 0 ? 0 : 1;
      }
      double deviation = Math.sqrt(kept * (1 - kept) / WIDTH);
      assertEquals(kept, (double) count / WIDTH, 4 * deviation);
    }
  }

  @Test
  void drawsAreThoseOfTheSeed() {
    MultiLayerNetwork network = single(0.5);
    try (NetworkPlan plan = Plans.of(network, Precision.FLOAT32)) {
      float[] drawn = factors(plan, network, 5);
      assertHalfAreEqual(drawn, factors(plan, network, 6));
      assertArrayEquals(drawn, factors(plan, network, 5));
    }
  }

  @Test
  void everyStepDrawsAnew() {
    MultiLayerNetwork network = single(0.5);
    INDArray row = Nd4j.ones(DataType.FLOAT, 1, WIDTH);
    INDArray target = Nd4j.valueArrayOf(new long[] {1, 1}, -0.5, DataType.FLOAT);
    try (NetworkPlan plan = Plans.of(network, Precision.FLOAT32)) {
      float[] first = factors(plan, network, 5);
      plan.gradient(row, target);
      assertHalfAreEqual(first, network.getGradientsViewArray().dup().data().asFloat());
    }
  }

  /** Two independent draws of a fair coin agree every other time. */
  private static void assertHalfAreEqual(float[] one, float[] other) {
    int equal = 0;
    for (int i = 0; i < one.length; i++) {
      equal += one[i] == other[i] ? 1 : 0;
    }
    assertEquals(0.5, (double) equal / one.length, 0.02);
  }

  static Stream<MultiLayerConfiguration> networks() {
    return Stream.of(
        configuration(
            InputType.feedForward(6),
            new DenseLayer.Builder().nOut(9).dropOut(0.8).build(),
            new DropoutLayer(0.6),
            new DenseLayer.Builder().nOut(7).dropOut(0.9).build()),
        configuration(
            IMAGES,
            new ConvolutionLayer.Builder(2, 2).nOut(5).build(),
            new BatchNormalization(),
            new DropoutLayer(0.7),
            new ConvolutionLayer.Builder(2, 2).nOut(4).dropOut(0.5).build(),
            new DenseLayer.Builder().nOut(7).dropOut(0.8).build()));
  }

  private static MultiLayerConfiguration configuration(InputType input, Layer... layers) {
    var list = new NeuralNetConfiguration.Builder().seed(3).activation(Activation.TANH).list();
    Arrays.stream(layers).forEach(list::layer);
    return list.layer(
            new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(CLASSES)
                .activation(Activation.SOFTMAX)
                .build())
        .setInputType(input)
        .build();
  }

  private static MultiLayerNetwork network(MultiLayerConfiguration configuration) {
    return (MultiLayerNetwork) PlannedGradient.network(configuration, DataType.FLOAT);
  }

  private static DataSet batch(MultiLayerNetwork network) {
    boolean rows = network.getLayerWiseConfigurations().getConf(0).getLayer() instanceof DenseLayer;
    return Batches.floats(2, 11, CLASSES, rows ? InputType.feedForward(6) : IMAGES);
  }

  /** The slope along the gradient is its length, if both see the same draws. */
  @ParameterizedTest
  @MethodSource("networks")
  void gradientIsThatOfTheNetworkThatIsLeft(MultiLayerConfiguration configuration) {
    MultiLayerNetwork network = network(configuration);
    DataSet batch = batch(network);
    try (NetworkPlan plan = Plans.of(network, Precision.FLOAT32)) {
      assertEquals(Optional.empty(), plan.obstacle(batch.getFeatures().shape()));
      seeded(plan, batch, 1);
      INDArray gradient = network.getGradientsViewArray().dup().reshape(network.params().shape());
      network
          .paramTable()
          .forEach(
              (name, array) -> {
                if (name.endsWith("_mean") || name.endsWith("_log10stdev")) {
                  for (long i = array.offset(); i < array.offset() + array.length(); i++) {
                    gradient.putScalar(i, 0);
                  }
                }
              });
      double length = gradient.norm2Number().doubleValue();
      double step = 3e-3;
      INDArray start = network.params().dup();
      network.params().addi(gradient.mul(step / length));
      double above = seeded(plan, batch, 1);
      network.params().assign(start).subi(gradient.mul(step / length));
      double below = seeded(plan, batch, 1);
      network.params().assign(start);
      assertEquals(length, (above - below) / (2 * step), 3e-3 * length);
    }
  }

  private static double seeded(NetworkPlan plan, DataSet batch, long seed) {
    Nd4j.getRandom().setSeed(seed);
    return plan.gradient(batch.getFeatures(), batch.getLabels());
  }

  @ParameterizedTest
  @MethodSource("networks")
  void outputsAndLossesDropNothing(MultiLayerConfiguration configuration) {
    MultiLayerNetwork network = network(configuration);
    DataSet batch = batch(network);
    try (NetworkPlan plan = Plans.of(network, Precision.FLOAT32)) {
      INDArray expected = network.output(batch.getFeatures());
      assertTrue(expected.equalsWithEps(plan.output(batch.getFeatures()), 1e-6));
      double loss = plan.loss(batch.getFeatures(), batch.getLabels());
      assertEquals(network.score(batch), loss / 11, 1e-5);
      assertFalse(Math.abs(seeded(plan, batch, 1) - loss) < 1e-3);
    }
  }

  /** A network's dropout reaches every layer's configuration, but these do not use it. */
  @Test
  void layersThatDropNothingInDl4jDropNothing() {
    var pooling = new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX).build();
    var mean = new GlobalPoolingLayer(PoolingType.AVG);
    var normalization = new BatchNormalization();
    var function = new ActivationLayer(Activation.TANH);
    for (Layer layer : new Layer[] {pooling, mean, normalization, function}) {
      layer.setIDropout(new org.deeplearning4j.nn.conf.dropout.Dropout(0.5));
    }
    MultiLayerNetwork network =
        network(
            configuration(
                IMAGES,
                new ConvolutionLayer.Builder(2, 2).nOut(5).build(),
                normalization,
                function,
                pooling,
                mean));
    DataSet batch = batch(network);
    float[] expected =
        NetworkView.of(network)
            .gradient(batch.getFeatures(), batch.getLabels())
            .dup()
            .data()
            .asFloat();
    try (NetworkPlan plan = Plans.of(network, Precision.FLOAT32)) {
      seeded(plan, batch, 1);
      assertArrayEquals(expected, network.getGradientsViewArray().dup().data().asFloat(), 1e-5f);
    }
  }
}
