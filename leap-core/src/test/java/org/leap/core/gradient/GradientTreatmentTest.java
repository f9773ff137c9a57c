package org.leap.core.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.leap.core.Leap;
import org.leap.core.NetworkView;
import org.leap.core.fast.FastNetworks;
import org.leap.core.gradient.GradientTreatment.Clip;
import org.leap.core.noise.Distribution;
import org.leap.core.noise.NoiseStream;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A linear model y = w1 x1 + w2 x2 + b of squared error, whose gradient is computed here. */
class GradientTreatmentTest {
  private static final double RATE = 0.1;
  private static final double[][] X = {{1, 2}, {-0.5, 3}, {2, 0.25}};
  private static final double[] Y = {3, -1, 0.5};
  private static final float[] START = {0.4f, -0.2f, 0.1f};

  private enum Kind {
    STACK,
    FAST_STACK,
    GRAPH,
    FAST_GRAPH
  }

  private static Model linear(Kind kind) {
    return linear(kind, new Sgd(RATE));
  }

  private static Model linear(Kind kind, IUpdater updater) {
    OutputLayer layer =
        new OutputLayer.Builder(LossFunction.MSE)
            .nIn(2)
            .nOut(1)
            .activation(Activation.IDENTITY)
            .build();
    var settings = new NeuralNetConfiguration.Builder().updater(updater);
    if (kind == Kind.STACK || kind == Kind.FAST_STACK) {
      var configuration = settings.list().layer(layer).build();
      MultiLayerNetwork network =
          kind == Kind.STACK
              ? new MultiLayerNetwork(configuration)
              : FastNetworks.of(configuration);
      network.init();
      network.params().assign(Nd4j.createFromArray(START));
      return network;
    }
    var configuration =
        settings
            .graphBuilder()
            .addInputs("in")
            .addLayer("out", layer, "in")
            .setOutputs("out")
            .build();
    ComputationGraph network =
        kind == Kind.GRAPH ? new ComputationGraph(configuration) : FastNetworks.of(configuration);
    network.init();
    network.params().assign(Nd4j.createFromArray(START));
    return network;
  }

  private static void fit(Model network) {
    INDArray x = Nd4j.create(X).castTo(Nd4j.defaultFloatingPointType());
    INDArray y = Nd4j.create(Y, new long[] {3, 1}).castTo(Nd4j.defaultFloatingPointType());
    NetworkView.of(network).fit(x, y);
  }

  /** Mean over the examples of the gradient of (w x + b - y)^2. */
  private static double[] gradient(double[] w) {
    double[] sum = new double[3];
    for (int i = 0; i < X.length; i++) {
      double error = w[0] * X[i][0] + w[1] * X[i][1] + w[2] - Y[i];
      double[] inputs = {X[i][0], X[i][1], 1};
      for (int j = 0; j < 3; j++) {
        sum[j] += 2 * error * inputs[j] / X.length;
      }
    }
    return sum;
  }

  private static double[] start() {
    return new double[] {START[0], START[1], START[2]};
  }

  private static double[] plus(double[] a, double factor, double[] b) {
    return new double[] {a[0] + factor * b[0], a[1] + factor * b[1], a[2] + factor * b[2]};
  }

  private static double norm(double[] a) {
    return Math.sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]);
  }

  private static GradientTreatment clip(Clip clip, double at) {
    return new GradientTreatment(0, clip, at, 0, 0, 0);
  }

  private static double[] parametersAfter(Model network) {
    fit(network);
    return network.params().toDoubleVector();
  }

  @ParameterizedTest
  @EnumSource
  void sharpnessAwareStepTakesTheGradientUphill(Kind kind) {
    Model network = linear(kind);
    new GradientTreatment(0.5, Clip.NONE, 0, 0, 0, 0).attach(network);
    double[] g = gradient(start());
    double[] uphill = gradient(plus(start(), 0.5 / norm(g), g));
    assertArrayEquals(plus(start(), -RATE, uphill), parametersAfter(network), 1e-5);

    Model plain = linear(kind);
    fit(plain);
    assertEquals(plain.score(), network.score(), 1e-6);
  }

  @ParameterizedTest
  @EnumSource
  void normIsClippedOverAllParameters(Kind kind) {
    Model network = linear(kind);
    clip(Clip.NORM, 0.3).attach(network);
    double[] g = gradient(start());
    assertTrue(norm(g) > 0.3);
    assertArrayEquals(plus(start(), -RATE * 0.3 / norm(g), g), parametersAfter(network), 1e-6);
  }

  @Test
  void smallGradientsAreNotClipped() {
    for (Clip clip : List.of(Clip.NORM, Clip.VALUE)) {
      Model network = linear(Kind.STACK);
      clip(clip, 1000).attach(network);
      Model plain = linear(Kind.STACK);
      assertArrayEquals(parametersAfter(plain), parametersAfter(network), 0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void valuesAreClippedOneByOne(Kind kind) {
    Model network = linear(kind);
    clip(Clip.VALUE, 1.5).attach(network);
    double[] g = gradient(start());
    double[] clipped = new double[3];
    for (int i = 0; i < 3; i++) {
      clipped[i] = Math.max(-1.5, Math.min(1.5, g[i]));
    }
    assertTrue(norm(g) > norm(clipped));
    assertArrayEquals(plus(start(), -RATE, clipped), parametersAfter(network), 1e-6);
  }

  @ParameterizedTest
  @EnumSource
  void noiseIsTheStreamsAndDecays(Kind kind) {
    Model network = linear(kind);
    new GradientTreatment(0, Clip.NONE, 0, 0.09, 0.55, 7).attach(network).bind(3);
    NoiseStream stream = NoiseStream.of(7, 3, Distribution.GAUSSIAN, Double.POSITIVE_INFINITY);
    double[] expected = start();
    for (int step = 0; step < 4; step++) {
      double[] g = gradient(expected);
      for (int i = 0; i < 3; i++) {
        g[i] += Math.sqrt(0.09 / Math.pow(1 + step, 0.55)) * stream.at(step, i);
      }
      expected = plus(expected, -RATE, g);
      assertArrayEquals(expected, parametersAfter(network), 1e-5);
    }
  }

  private static Model perturbed(Kind kind, double sigma, Distribution distribution) {
    return linear(
        kind, Leap.perturb(new Sgd(RATE)).sigma(sigma).seed(7).distribution(distribution).build());
  }

  /** With one seed the update would be eta (1 + sigma z) (g + d z), with one z. */
  @ParameterizedTest
  @EnumSource
  void theSeedOfThePerturbationIsRefused(Kind kind) {
    Model network = perturbed(kind, 0.1, Distribution.GAUSSIAN);
    var equal = new GradientTreatment(0, Clip.NONE, 0, 0.09, 0.55, 7);
    assertEquals(
        "noiseSeed is 7, the seed of the perturbed learning rate, whose noise the gradient would get: choose another",
        assertThrows(IllegalArgumentException.class, () -> equal.attach(network)).getMessage());
    new GradientTreatment(0, Clip.NONE, 0, 0.09, 0.55, 8).attach(network);
    new GradientTreatment(0.5, Clip.NONE, 0, 0, 0, 7).attach(network);
    equal.attach(perturbed(kind, 0, Distribution.GAUSSIAN));
    equal.attach(perturbed(kind, 0.1, Distribution.UNIFORM));
  }

  private static MultiLayerNetwork normalized() {
    MultiLayerNetwork network =
        FastNetworks.of(
            new NeuralNetConfiguration.Builder()
                .seed(5)
                .updater(new Sgd(RATE))
                .list()
                .layer(new DenseLayer.Builder().nOut(4).activation(Activation.IDENTITY).build())
                .layer(new BatchNormalization())
                .layer(
                    new OutputLayer.Builder(LossFunction.MSE)
                        .nOut(1)
                        .activation(Activation.TANH)
                        .build())
                .setInputType(InputType.feedForward(2))
                .build());
    network.init();
    return network;
  }

  /** A running mean's "gradient" is its update: clipped or noisy it would be wrong. */
  @Test
  void runningStatisticsAreLeftAlone() {
    MultiLayerNetwork plain = normalized();
    fit(plain);
    Stream.of(
            new GradientTreatment(0.5, Clip.NONE, 0, 0, 0, 0),
            clip(Clip.NORM, 1e-3),
            clip(Clip.VALUE, 1e-3),
            new GradientTreatment(0, Clip.NONE, 0, 1, 0, 0))
        .forEach(
            treatment -> {
              MultiLayerNetwork network = normalized();
              treatment.attach(network);
              fit(network);
              for (String statistic : List.of("mean", "var")) {
                assertEquals(
                    plain.getLayer(1).getParam(statistic), network.getLayer(1).getParam(statistic));
              }
              assertTrue(!plain.params().equals(network.params()), treatment.toString());
            });
  }

  @Test
  void valuesOutOfRangeAreNamed() {
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> new GradientTreatment(-1, Clip.NONE, 0, 0, 0, 0));
    assertEquals("rho is out of its range: -1.0", e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> clip(Clip.NORM, 0));
  }
}
