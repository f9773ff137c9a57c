package org.leap.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.leap.core.TestNetworks.batchNorm;
import static org.leap.core.TestNetworks.blocks;
import static org.leap.core.TestNetworks.mlp;
import static org.leap.core.TestNetworks.network;
import static org.leap.core.TestNetworks.params;
import static org.leap.core.TestNetworks.state;
import static org.leap.core.TestNetworks.train;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.leap.core.Perturbation.Mode;
import org.leap.core.Perturbation.Scope;
import org.leap.core.Perturbation.SigmaSchedule;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;

class SigmaZeroTest {
  @ParameterizedTest
  @MethodSource("org.leap.core.StockUpdaters#all")
  void trainsToTheBitLikeTheBareUpdater(IUpdater updater) {
    var bare = network(batchNorm(updater));
    var leap = network(batchNorm(Leap.perturb(updater).sigma(0).seed(3).build()));
    float[] before = params(leap);
    train(bare, 0, 6);
    train(leap, 0, 6);
    assertFalse(Arrays.equals(before, params(leap)), "nothing was trained");
    assertArrayEquals(params(bare), params(leap));
    assertArrayEquals(state(bare), state(leap));
  }

  @ParameterizedTest
  @MethodSource("org.leap.core.StockUpdaters#all")
  void sigmaAboveZeroChangesTraining(IUpdater updater) {
    var bare = network(batchNorm(updater));
    var leap = network(batchNorm(Leap.perturb(updater).sigma(0.3).seed(3).build()));
    train(bare, 0, 1);
    train(leap, 0, 1);
    assertFalse(Arrays.equals(params(bare), params(leap)));
    assertArrayEquals(
        state(bare),
        state(leap),
        "the noise of the first step must not reach the optimizer's state");
  }

  @ParameterizedTest
  @MethodSource("org.leap.core.StockUpdaters#all")
  void blocksAndStateAreThoseOfTheBareUpdater(IUpdater updater) {
    var bare = network(batchNorm(updater));
    var leap = network(batchNorm(Leap.perturb(updater).sigma(0.1).build()));
    assertEquals(3, blocks(leap).size());
    assertEquals(blocks(bare).size(), blocks(leap).size());
    assertEquals(state(bare).length, state(leap).length);
  }

  @Test
  void aSigmaThatHasDecayedIsZeroToTheBit() {
    var decayed =
        Leap.perturb(new Adam(0.01))
            .sigma(0.5)
            .sigmaSchedule(SigmaSchedule.LINEAR)
            .sigmaSteps(2)
            .build();
    var bare = network(mlp(new Adam(0.01)));
    var leap = network(mlp(decayed));
    train(leap, 0, 2);
    assertFalse(Arrays.equals(params(bare), params(leap)));
    bare.setParams(leap.params());
    bare.getUpdater().setStateViewArray(bare, leap.getUpdater().getStateViewArray(), false);
    bare.setIterationCount(2);
    train(bare, 2, 6);
    train(leap, 2, 6);
    assertArrayEquals(params(bare), params(leap));
  }

  @Test
  void everyScopeAndModeIsIdleAtSigmaZero() {
    var bare = network(mlp(new Adam(0.01)));
    train(bare, 0, 3);
    for (Scope scope : new Scope[] {Scope.PARAMETER, Scope.SCALAR, Scope.LAYER}) {
      for (Mode mode : Mode.values()) {
        var leap =
            network(mlp(Leap.perturb(new Adam(0.01)).sigma(0).scope(scope).mode(mode).build()));
        train(leap, 0, 3);
        assertArrayEquals(params(bare), params(leap), scope + " " + mode);
      }
    }
  }

  @Test
  void aBindingCanSilenceTheNoise() {
    var bare = network(mlp(new Adam(0.01)));
    var leap = network(mlp(Leap.perturb(new Adam(0.01)).sigma(0.3).build()));
    Leap.bind(leap, new NoiseBinding(4, 0, 1));
    train(bare, 0, 3);
    train(leap, 0, 3);
    assertArrayEquals(params(bare), params(leap));
  }
}
