package org.leap.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.leap.core.TestNetworks.mlp;
import static org.leap.core.TestNetworks.network;
import static org.leap.core.TestNetworks.params;
import static org.leap.core.TestNetworks.train;

import java.util.Arrays;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.leap.core.Perturbation.Scope;
import org.nd4j.linalg.learning.config.Adam;

class ConcurrentNetworksTest {
  private static final int STEPS = 30;

  private static float[] trained(MultiLayerConfiguration configuration, int worker) {
    var network = network(configuration.clone());
    Leap.bind(network, new NoiseBinding(worker, 1, 1));
    train(network, 0, STEPS);
    return params(network);
  }

  @ParameterizedTest
  @EnumSource
  void networksThatShareAConfigurationTrainAtOnceAsTheyDoAlone(Scope scope)
      throws InterruptedException, ExecutionException {
    var configuration = mlp(Leap.perturb(new Adam(0.01)).sigma(0.3).scope(scope).seed(21).build());
    float[][] alone =
        IntStream.range(0, 2)
            .mapToObj(worker -> trained(configuration, worker))
            .toArray(float[][]::new);
    assertFalse(Arrays.equals(alone[0], alone[1]));
    var pool = Executors.newFixedThreadPool(2);
    var barrier = new CyclicBarrier(2);
    try {
      var together =
          IntStream.range(0, 2)
              .mapToObj(
                  worker ->
                      pool.submit(
                          () -> {
                            barrier.await();
                            return trained(configuration, worker);
                          }))
              .toList();
      for (int worker = 0; worker < 2; worker++) {
        Future<float[]> result = together.get(worker);
        assertArrayEquals(alone[worker], result.get());
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void aRebuiltUpdaterStartsUnboundAndCanBeBoundAgain() {
    var network = network(mlp(Leap.perturb(new Adam(0.01)).sigma(0.3).build()));
    Leap.bind(network, new NoiseBinding(5, 1, 1));
    float[] bound = TestNetworks.updates(network, 2);
    network.setLearningRate(0.01);
    network.getUpdater().getStateViewArray().assign(0);
    assertFalse(Arrays.equals(bound, TestNetworks.updates(network, 2)));
    network.getUpdater().getStateViewArray().assign(0);
    Leap.bind(network, new NoiseBinding(5, 1, 1));
    assertArrayEquals(bound, TestNetworks.updates(network, 2));
  }
}
