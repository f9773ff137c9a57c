package org.leap.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
    assertArrayEquals(trained(new Adam(0.01), 7, -1), trained(new Adam(0.01), 7, 0));
    assertEquals(
        "step is -1, expected at least 0",
        assertThrows(
                IllegalArgumentException.class,
                () -> Leap.restartOptimizer(network(new Adam(0.01)), -1))
            .getMessage());
  }

  /**
   * Parameters after a few steps.
   *
   * @param restart negative for none
   */
  private static float[] trained(IUpdater updater, int step, int restart) {
    MultiLayerNetwork network = network(updater.clone());
    network.setIterationCount(step);
    if (restart >= 0) {
      Leap.restartOptimizer(network, restart);
    }
    for (int i = 0; i < 4; i++) {
      INDArray features = Nd4j.createFromArray(new float[][] {{1, -2, 0.5f * i}, {i, 1, 1}});
      network.fit(features, Nd4j.createFromArray(new float[][] {{1, 0}, {0, 1}}));
    }
    return network.params().toFloatVector();
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
