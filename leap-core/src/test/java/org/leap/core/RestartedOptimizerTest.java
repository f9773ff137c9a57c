package org.leap.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.leap.core.optimizer.HeavyBall;
import org.leap.core.optimizer.NesterovAdam;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.AdaMax;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class RestartedOptimizerTest {
  private static final int LATER = 1000;

  static Stream<IUpdater> updaters() {
    return Stream.of(
        new Adam(0.01),
        new AMSGrad(0.01),
        new AdaMax(0.01),
        new Nadam(0.01),
        new NesterovAdam(0.01, 0.9, 0.999, 1e-8),
        new RmsProp(0.01),
        new AdaDelta(),
        new Nesterovs(0.01, 0.9),
        new HeavyBall(0.01, 0.9));
  }

  @ParameterizedTest
  @MethodSource("updaters")
  void stepsAfterARestartAreThoseOfANewOptimizer(IUpdater updater) {
    float[] expected = trained(updater, 0, 0);
    assertArrayEquals(expected, trained(updater, LATER, LATER), 2e-6f);
    IUpdater perturbed = Leap.perturb(updater).sigma(0).build();
    assertArrayEquals(expected, trained(perturbed, LATER, LATER), 2e-6f);
  }

  /** The same noise at the same step, whenever the optimizer began. */
  @Test
  void noiseGoesOnWithTheStep() {
    float[] quiet = trained(new Adam(0.01), LATER, LATER);
    float[] noisy = trained(Leap.perturb(new Adam(0.01)).sigma(0.5).seed(1).build(), LATER, LATER);
    float[] earlier = trained(Leap.perturb(new Adam(0.01)).sigma(0.5).seed(1).build(), 0, 0);
    assertFalse(Arrays.equals(quiet, noisy));
    assertFalse(Arrays.equals(earlier, noisy));
  }

  @Test
  void aNetworkThatWasNeverToldKeepsItsBits() {
    MultiLayerNetwork network = network(new Adam(0.01));
    network.setIterationCount(7);
    fit(network, 0, 4);
    assertArrayEquals(network.params().toFloatVector(), trained(new Adam(0.01), 7, 0));
  }

  /** Four steps, and then two in a network that counts them from 0. */
  @ParameterizedTest
  @MethodSource("counting")
  void goesOnWithAStateOfEarlierSteps(IUpdater updater) {
    MultiLayerNetwork whole = network(updater.clone());
    fit(whole, 0, 4);
    MultiLayerNetwork later = network(updater.clone());
    later.setParams(whole.params().dup());
    Leap.copyOptimizerState(whole, later);
    Leap.restartOptimizer(later, -4);
    fit(whole, 4, 6);
    fit(later, 4, 6);
    assertArrayEquals(
        whole.params().toFloatVector(), later.params().toFloatVector(), 1e-6f, updater::toString);
  }

  private static Stream<IUpdater> counting() {
    return Stream.of(
        new Adam(0.01),
        new AMSGrad(0.01),
        new AdaMax(0.01),
        Leap.perturb(new Adam(0.01)).sigma(0).build());
  }

  /** Parameters after a few steps. */
  private static float[] trained(IUpdater updater, int step, int restart) {
    MultiLayerNetwork network = network(updater.clone());
    network.setIterationCount(step);
    Leap.restartOptimizer(network, restart);
    fit(network, 0, 4);
    return network.params().toFloatVector();
  }

  private static void fit(MultiLayerNetwork network, int from, int to) {
    for (int i = from; i < to; i++) {
      INDArray features = Nd4j.createFromArray(new float[][] {{1, -2, 0.5f * i}, {i, 1, 1}});
      network.fit(features, Nd4j.createFromArray(new float[][] {{1, 0}, {0, 1}}));
    }
  }

  private static MultiLayerNetwork network(IUpdater updater) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .updater(updater)
                .list()
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(3)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    network.init();
    return network;
  }
}
