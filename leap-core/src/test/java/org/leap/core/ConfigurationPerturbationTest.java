package org.leap.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.leap.core.TestNetworks.batchNorm;
import static org.leap.core.TestNetworks.dense;
import static org.leap.core.TestNetworks.graph;
import static org.leap.core.TestNetworks.mlp;
import static org.leap.core.TestNetworks.network;
import static org.leap.core.TestNetworks.output;
import static org.leap.core.TestNetworks.params;
import static org.leap.core.TestNetworks.settings;
import static org.leap.core.TestNetworks.train;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.leap.core.Perturbation.Mode;
import org.leap.core.Perturbation.Scope;
import org.leap.core.optimizer.HeavyBall;
import org.leap.core.schedule.CosineRestartsSchedule;
import org.leap.core.schedule.WarmupSchedule;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

class ConfigurationPerturbationTest {
  private static Perturbation perturbation(Scope scope) {
    return Perturbation.builder().sigma(0.3).seed(8).scope(scope).build();
  }

  private static Perturbation perturbation() {
    return perturbation(Scope.PARAMETER);
  }

  private static IUpdater updater(
      MultiLayerConfiguration configuration, int layer, String parameter) {
    return configuration.getConf(layer).getLayer().getUpdaterByParam(parameter);
  }

  @ParameterizedTest
  @MethodSource("org.leap.core.StockUpdaters#all")
  void perturbedConfigurationIsThatOfAPerturbedUpdater(IUpdater updater) {
    var bare = batchNorm(updater);
    var perturbed = Leap.perturb(bare, perturbation());
    assertEquals(batchNorm(Leap.perturb(updater, perturbation())), perturbed);
    assertEquals(batchNorm(updater), bare, "the original changed");
    assertEquals(bare, Leap.strip(perturbed));
    assertEquals(bare, Leap.strip(bare));
  }

  @Test
  void graphsArePerturbedAndStripped() {
    var bare = graph(new Adam(0.01)).getConfiguration();
    var perturbed = Leap.perturb(bare, perturbation());
    assertEquals(graph(Leap.perturb(new Adam(0.01), perturbation())).getConfiguration(), perturbed);
    assertEquals(bare, Leap.strip(perturbed));
  }

  @Test
  void biasUpdatersArePerturbedAndNoOpIsNot() {
    var configuration =
        settings(new Adam(0.01))
            .biasUpdater(new Sgd(0.1))
            .list()
            .layer(
                new DenseLayer.Builder()
                    .nIn(TestNetworks.INPUTS)
                    .nOut(8)
                    .updater(new NoOp())
                    .build())
            .layer(output())
            .build();
    var perturbed = Leap.perturb(configuration, perturbation());
    assertEquals(new NoOp(), updater(perturbed, 0, "W"));
    assertEquals(Leap.perturb(new Sgd(0.1), perturbation()), updater(perturbed, 0, "b"));
    assertEquals(Leap.perturb(new Adam(0.01), perturbation()), updater(perturbed, 1, "W"));
  }

  @Test
  void frozenLayersKeepTheirUpdater() {
    var configuration =
        settings(new Adam(0.01))
            .list()
            .layer(new FrozenLayer(dense(TestNetworks.INPUTS)))
            .layer(output())
            .build();
    var perturbed = Leap.perturb(configuration, perturbation());
    var frozen = (FrozenLayer) perturbed.getConf(0).getLayer();
    assertEquals(new Adam(0.01), frozen.getLayer().getUpdaterByParam("W"));
    assertInstanceOf(LeapUpdater.class, updater(perturbed, 1, "W"));
  }

  @Test
  void updatersInsideWrapperLayersAreReached() {
    var configuration =
        settings(new Adam(0.01))
            .list()
            .layer(new Bidirectional(new LSTM.Builder().nIn(4).nOut(3).build()))
            .layer(new RnnOutputLayer.Builder().nIn(6).nOut(2).build())
            .build();
    var perturbed = Leap.perturb(configuration, perturbation());
    assertInstanceOf(LeapUpdater.class, updater(perturbed, 0, "fW"));
    assertInstanceOf(LeapUpdater.class, updater(perturbed, 0, "bRW"));
    assertEquals(configuration, Leap.strip(perturbed));
  }

  @Test
  void configurationsThatCannotBePerturbedAreRefused() {
    var once = Leap.perturb(mlp(new Adam(0.01)), perturbation());
    assertRefused(
        "The updater is perturbed already: wrap the stock updater inside it instead",
        once,
        perturbation());
    assertRefused(
        "The configuration has no updater to perturb: its layers are frozen, without parameters or have NoOp",
        mlp(new NoOp()),
        perturbation());
    assertRefused(
        "AdaDelta has no learning rate, which ABSOLUTE mode divides sigma by: use RELATIVE mode or another updater",
        mlp(new AdaDelta()),
        Perturbation.builder().sigma(0.1).mode(Mode.ABSOLUTE).build());
  }

  private static void assertRefused(
      String message, MultiLayerConfiguration configuration, Perturbation perturbation) {
    var error =
        assertThrows(
            IllegalArgumentException.class, () -> Leap.perturb(configuration, perturbation));
    assertEquals(message, error.getMessage());
  }

  @ParameterizedTest
  @EnumSource
  void aStrippedNetworkTrainsOnAsIfItHadNeverBeenPerturbed(Scope scope) {
    // Perturbation of zero strength from step 0: what strip must reproduce is then the bare network
    // itself.
    var silent = Perturbation.builder().sigma(0).scope(scope).build();
    var bare = network(batchNorm(new Adam(0.01)));
    var perturbed = network(Leap.perturb(batchNorm(new Adam(0.01)), silent));
    train(bare, 0, 4);
    train(perturbed, 0, 4);
    MultiLayerNetwork stripped =
        Leap.reconfigure(perturbed, Leap.strip(perturbed.getLayerWiseConfigurations()));
    assertArrayEquals(TestNetworks.state(bare), TestNetworks.state(stripped));
    assertEquals(bare.getIterationCount(), stripped.getIterationCount());
    assertEquals(new Adam(0.01), stripped.getLayer(0).conf().getLayer().getUpdaterByParam("W"));
    train(bare, 4, 7);
    train(stripped, 4, 7);
    assertArrayEquals(params(bare), params(stripped));
    assertFalse(Arrays.equals(params(perturbed), params(stripped)), "the original trained along");
  }

  @ParameterizedTest
  @EnumSource
  void aStrippedGraphTrainsOnAsIfItHadNeverBeenPerturbed(Scope scope) {
    var silent = Perturbation.builder().sigma(0).scope(scope).build();
    var bare = graph(new Adam(0.01));
    var perturbed = graph(Leap.perturb(new Adam(0.01), silent));
    train(bare, 0, 4);
    train(perturbed, 0, 4);
    var stripped = Leap.reconfigure(perturbed, Leap.strip(perturbed.getConfiguration()));
    train(bare, 4, 7);
    train(stripped, 4, 7);
    assertArrayEquals(params(bare), params(stripped));
  }

  private static MultiLayerConfiguration ours(Scope scope) {
    var schedule =
        new WarmupSchedule(
            ScheduleType.ITERATION,
            4,
            new CosineRestartsSchedule(ScheduleType.ITERATION, 0.4, 0, 50, 1));
    return settings(Leap.perturb(new HeavyBall(schedule, 0.9), perturbation(scope)))
        .biasUpdater(Leap.perturb(new Adam(schedule), perturbation(scope)))
        .list()
        .layer(dense(TestNetworks.INPUTS))
        .layer(output())
        .build();
  }

  @Test
  void portableConfigurationsNameNoClassOfThisLibrary() {
    var portable = Leap.portable(ours(Scope.PARAMETER));
    assertFalse(portable.toJson().contains("org.leap"), portable.toJson());
    assertEquals(new Nesterovs(0.1, 0.9), updater(portable, 0, "W"));
    assertEquals(new Adam(new FixedSchedule(0.1)), updater(portable, 1, "b"));
    assertEquals(mlp(new Adam(0.01)), Leap.portable(mlp(new Adam(0.01))));
  }

  @ParameterizedTest
  @EnumSource
  void aPortableCopyRestoresToTheOriginalToTheBit(Scope scope) {
    var original = network(ours(scope));
    train(original, 0, 4);
    var portable = Leap.reconfigure(original, Leap.portable(original.getLayerWiseConfigurations()));
    var restored = Leap.reconfigure(portable, ours(scope));
    train(original, 4, 7);
    train(restored, 4, 7);
    assertArrayEquals(params(original), params(restored));
    assertArrayEquals(TestNetworks.state(original), TestNetworks.state(restored));
  }

  @Test
  void anOptimizerWithOtherStateIsRefused() {
    var network = network(mlp(new Adam(0.01)));
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> Leap.reconfigure(network, mlp(new Nesterovs(0.01, 0.9))));
    assertEquals(
        "Optimizers keep 2 and 1 state values for parameters 0 to 154, expected the same number",
        error.getMessage());
  }
}
