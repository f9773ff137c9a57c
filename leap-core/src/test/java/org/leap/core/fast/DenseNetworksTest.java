package org.leap.core.fast;

import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.leap.core.StockUpdaters;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class DenseNetworksTest {
  private static final int STEPS = 50;

  static Stream<Arguments> updatersWithAndWithoutDropout() {
    return StockUpdaters.all()
        .flatMap(updater -> Stream.of(Arguments.of(updater, 1.0), Arguments.of(updater, 0.7)));
  }

  @ParameterizedTest
  @MethodSource("updatersWithAndWithoutDropout")
  void parametersAreBitIdenticalToDl4j(IUpdater updater, double retain) {
    NeuralNetConfiguration.Builder settings = settings(updater);
    if (retain < 1) {
      settings.dropOut(retain);
    }
    assertSameBitsAfterTraining(
        settings
            .list()
            .layer(new DenseLayer.Builder().nIn(20).nOut(31).build())
            .layer(new DenseLayer.Builder().nIn(31).nOut(17).build())
            .layer(output(17))
            .build());
  }

  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      mode = EnumSource.Mode.EXCLUDE,
      // DL4J shares one function between layers of different sizes, which this one's slopes forbid.
      names = "RRELU")
  void everyActivationIsBitIdenticalToDl4j(Activation activation) {
    assertSameBitsAfterTraining(
        settings(new Adam(1e-3))
            .activation(activation)
            .list()
            .layer(new DenseLayer.Builder().nIn(20).nOut(31).build())
            .layer(new DenseLayer.Builder().nIn(31).nOut(17).hasBias(false).build())
            .layer(output(17))
            .build());
  }

  @Test
  void activationAndDropoutLayersAreBitIdenticalToDl4j() {
    assertSameBitsAfterTraining(
        settings(new Adam(1e-3))
            .list()
            .layer(new DenseLayer.Builder().nIn(20).nOut(31).build())
            .layer(new DropoutLayer(0.6))
            .layer(
                new DenseLayer.Builder().nIn(31).nOut(17).activation(Activation.IDENTITY).build())
            .layer(new ActivationLayer(Activation.ELU))
            .layer(
                new DenseLayer.Builder().nIn(17).nOut(17).dropOut(new GaussianDropout(0.3)).build())
            .layer(output(17))
            .build());
  }

  @Test
  void weightNoiseIsBitIdenticalToDl4j() {
    assertSameBitsAfterTraining(
        settings(new Adam(1e-3))
            .weightNoise(new DropConnect(0.8))
            .list()
            .layer(new DenseLayer.Builder().nIn(20).nOut(31).build())
            .layer(output(31))
            .build());
  }

  @ParameterizedTest
  @EnumSource(
      value = LossFunction.class,
      names = {
        "MCXENT",
        "NEGATIVELOGLIKELIHOOD",
        "MSE",
        "L1",
        "XENT",
        "HINGE",
        "POISSON",
        "KL_DIVERGENCE"
      })
  void everyLossIsBitIdenticalToDl4j(LossFunction loss) {
    assertSameBitsAfterTraining(
        settings(new Adam(1e-3))
            .list()
            .layer(new DenseLayer.Builder().nIn(20).nOut(31).build())
            .layer(
                new OutputLayer.Builder(loss)
                    .nIn(31)
                    .nOut(5)
                    .activation(Activation.SIGMOID)
                    .build())
            .validateOutputLayerConfig(false)
            .build());
  }

  /** Its loss writes into what the layer below has handed it. */
  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"SIGMOID", "TANH", "SOFTMAX"})
  void aLossLayerOverARectifierIsBitIdenticalToDl4j(Activation activation) {
    LossLayer loss = new LossLayer.Builder(LossFunction.MSE).activation(activation).build();
    assertSameBitsAfterTraining(
        settings(new Adam(1e-3))
            .list()
            .layer(new DenseLayer.Builder().nIn(20).nOut(17).build())
            .layer(new DenseLayer.Builder().nIn(17).nOut(5).build())
            .layer(loss.clone())
            .build());
    assertSameBitsAfterTraining(
        settings(new Adam(1e-3))
            .list()
            .layer(new DenseLayer.Builder().nIn(20).nOut(5).activation(Activation.IDENTITY).build())
            .layer(new ActivationLayer(Activation.RELU))
            .layer(loss.clone())
            .build());
  }

  @Test
  void aLossLayerOfAGraphIsBitIdenticalToDl4j() {
    Twins twins =
        Twins.of(
            settings(new Adam(1e-3))
                .graphBuilder()
                .addInputs("in")
                .addLayer("a", new DenseLayer.Builder().nIn(20).nOut(5).build(), "in")
                .addLayer(
                    "out",
                    new LossLayer.Builder(LossFunction.MSE).activation(Activation.TANH).build(),
                    "a")
                .setOutputs("out")
                .build());
    for (int step = 0; step < STEPS; step++) {
      twins.fit(Twins.batch(step, 5, 13, 20), step);
    }
    twins.assertSameBits();
  }

  private static NeuralNetConfiguration.Builder settings(IUpdater updater) {
    return new NeuralNetConfiguration.Builder()
        .seed(5)
        .activation(Activation.RELU)
        .l2(1e-3)
        .updater(updater);
  }

  private static OutputLayer output(int inputs) {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nIn(inputs)
        .nOut(5)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static void assertSameBitsAfterTraining(MultiLayerConfiguration configuration) {
    Twins twins = Twins.of(configuration);
    for (int step = 0; step < STEPS; step++) {
      twins.fit(Twins.batch(step, 5, 13, 20), step);
    }
    twins.assertSameBits();
    twins.assertSameScore();
  }
}
