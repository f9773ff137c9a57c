package org.leap.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.leap.core.TestNetworks.mlp;
import static org.leap.core.TestNetworks.network;
import static org.leap.core.TestNetworks.params;
import static org.leap.core.TestNetworks.settings;
import static org.leap.core.TestNetworks.updates;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.junit.jupiter.api.Test;
import org.leap.core.noise.Distribution;
import org.leap.core.noise.NoiseStream;
import org.nd4j.linalg.learning.config.Sgd;

class RegularizationOrderTest {
  private static final double RATE = 0.5;
  private static final double SIGMA = 0.25;
  private static final double DECAY = 0.1;
  private static final int STEP = 4;
  // The weights of the first layer: biases are not regularized by default.
  private static final int WEIGHTS = TestNetworks.INPUTS * 8;

  private static NeuralNetConfiguration.Builder leap() {
    return settings(Leap.perturb(new Sgd(RATE)).sigma(SIGMA).seed(5).build());
  }

  private static double factor(int i) {
    return 1
        + SIGMA * NoiseStream.of(5, 0, Distribution.GAUSSIAN, Double.POSITIVE_INFINITY).at(STEP, i);
  }

  @Test
  void l2IsPerturbedWithTheGradient() {
    var network = network(mlp(leap().l2(DECAY)));
    float[] params = params(network);
    float[] updates = updates(network, STEP);
    for (int i = 0; i < WEIGHTS; i++) {
      assertEquals(factor(i) * RATE * (1 + DECAY * params[i]), updates[i], 1e-5);
    }
  }

  @Test
  void l1IsPerturbedWithTheGradient() {
    var network = network(mlp(leap().l1(DECAY)));
    float[] params = params(network);
    float[] updates = updates(network, STEP);
    for (int i = 0; i < WEIGHTS; i++) {
      assertEquals(factor(i) * RATE * (1 + DECAY * Math.signum(params[i])), updates[i], 1e-5);
    }
  }

  @Test
  void decoupledWeightDecayIsNotPerturbed() {
    // On the layer: DL4J 1.0.0-M2.1 applies a weight decay that was set for the whole network
    // twice.
    var hidden =
        new DenseLayer.Builder().nIn(TestNetworks.INPUTS).nOut(8).weightDecay(DECAY).build();
    var network = network(leap().list().layer(hidden).layer(TestNetworks.output()).build());
    float[] params = params(network);
    float[] updates = updates(network, STEP);
    for (int i = 0; i < WEIGHTS; i++) {
      assertEquals(factor(i) * RATE + RATE * DECAY * params[i], updates[i], 1e-5);
    }
  }
}
