package org.leap.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.leap.core.optimizer.HeavyBall;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.schedule.FixedSchedule;

class RateScaleTest {
  private static MultiLayerNetwork network(IUpdater updater) {
    var network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .updater(updater)
                .list()
                .layer(
                    new DenseLayer.Builder()
                        .nIn(3)
                        .nOut(4)
                        .regularization(List.of(new WeightDecay(0.1, true)))
                        .build())
                .layer(new OutputLayer.Builder(LossFunction.MSE).nIn(4).nOut(2).build())
                .build());
    network.init();
    return network;
  }

  private static void fit(MultiLayerNetwork network) {
    INDArray x = Nd4j.linspace(-1, 1, 15).reshape(5, 3).castTo(network.params().dataType());
    INDArray y = Nd4j.linspace(0, 1, 10).reshape(5, 2).castTo(network.params().dataType());
    network.fit(x, y);
  }

  /** Decoupled weight decay, with the learning rate in it, included. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void halfTheRateIsHalfTheRate(boolean perturbed) {
    IUpdater full = new HeavyBall(new FixedSchedule(0.5), 0.9);
    IUpdater half = new HeavyBall(new FixedSchedule(0.25), 0.9);
    MultiLayerNetwork scaled = network(perturbed ? leap(full) : full);
    MultiLayerNetwork expected = network(perturbed ? leap(half) : half);
    RateScale.of(scaled).set(0.5);
    for (int i = 0; i < 3; i++) {
      fit(scaled);
      fit(expected);
    }
    assertArrayEquals(expected.params().toFloatVector(), scaled.params().toFloatVector());
  }

  private static IUpdater leap(IUpdater updater) {
    return Leap.perturb(updater).sigma(0.2).seed(1).build();
  }

  @Test
  void oneRestoresAndNoughtStopsIt() {
    MultiLayerNetwork scaled = network(new HeavyBall(0.5, 0.9));
    float[] before = scaled.params().toFloatVector();
    RateScale scale = RateScale.of(scaled);
    scale.set(0);
    fit(scaled);
    assertArrayEquals(before, scaled.params().toFloatVector());
    scale.set(1);
    MultiLayerNetwork expected = network(new HeavyBall(0.5, 0.9));
    expected.getUpdater().getStateViewArray().assign(scaled.getUpdater().getStateViewArray());
    fit(scaled);
    fit(expected);
    assertArrayEquals(expected.params().toFloatVector(), scaled.params().toFloatVector());
  }

  @Test
  void negativeFactorsAreRefused() {
    RateScale scale = RateScale.of(network(new HeavyBall(0.5, 0.9)));
    var e = assertThrows(IllegalArgumentException.class, () -> scale.set(-1));
    assertEquals("factor is -1.0, expected a finite number of at least 0", e.getMessage());
  }
}
