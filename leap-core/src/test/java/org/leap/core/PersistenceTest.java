package org.leap.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.leap.core.TestNetworks.batch;
import static org.leap.core.TestNetworks.batchNorm;
import static org.leap.core.TestNetworks.blocks;
import static org.leap.core.TestNetworks.graph;
import static org.leap.core.TestNetworks.mlp;
import static org.leap.core.TestNetworks.network;
import static org.leap.core.TestNetworks.params;
import static org.leap.core.TestNetworks.state;
import static org.leap.core.TestNetworks.train;
import static org.leap.core.TestNetworks.updates;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.saver.InMemoryModelSaver;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingTrainer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.leap.core.Perturbation.Scope;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.FixedSchedule;

/** Perturbed networks through everything that DL4J does to a network besides training it. */
class PersistenceTest {
  private static LeapUpdater leap(IUpdater updater, Scope scope) {
    return Leap.perturb(updater).sigma(0.3).scope(scope).seed(8).build();
  }

  private static LeapUpdater leap() {
    return leap(new Adam(0.01), Scope.PARAMETER);
  }

  private static ByteArrayInputStream saved(Model network) throws IOException {
    var bytes = new ByteArrayOutputStream();
    ModelSerializer.writeModel(network, bytes, true);
    return new ByteArrayInputStream(bytes.toByteArray());
  }

  @ParameterizedTest
  @MethodSource("org.leap.core.StockUpdaters#all")
  void resumedRunIsBitIdentical(IUpdater updater) throws IOException {
    for (Scope scope : Scope.values()) {
      var network = network(batchNorm(leap(updater, scope)));
      train(network, 0, 4);
      var restored = ModelSerializer.restoreMultiLayerNetwork(saved(network), true);
      train(network, 4, 8);
      train(restored, 4, 8);
      assertArrayEquals(params(network), params(restored), scope.name());
      assertArrayEquals(state(network), state(restored), scope.name());
    }
  }

  @ParameterizedTest
  @EnumSource
  void resumedGraphIsBitIdentical(Scope scope) throws IOException {
    var graph = graph(leap(new Adam(0.01), scope));
    train(graph, 0, 4);
    var restored = ModelSerializer.restoreComputationGraph(saved(graph), true);
    train(graph, 4, 8);
    train(restored, 4, 8);
    assertArrayEquals(params(graph), params(restored));
    assertArrayEquals(updates(graph, 20), updates(restored, 20));
  }

  @ParameterizedTest
  @EnumSource
  void aCloneTrainsOnLikeTheOriginal(Scope scope) {
    var network = network(mlp(leap(new Adam(0.01), scope)));
    train(network, 0, 3);
    MultiLayerNetwork clone = network.clone();
    train(network, 3, 6);
    train(clone, 3, 6);
    assertArrayEquals(params(network), params(clone));
  }

  @Test
  void aRunIsReproducedFromItsConfiguration() {
    var first = network(mlp(leap()));
    var second = network(mlp(leap()));
    var other = network(mlp(Leap.perturb(new Adam(0.01)).sigma(0.3).seed(9).build()));
    for (MultiLayerNetwork each : List.of(first, second, other)) {
      train(each, 0, 4);
    }
    assertArrayEquals(params(first), params(second));
    assertFalse(Arrays.equals(params(first), params(other)));
  }

  @ParameterizedTest
  @EnumSource
  void setLearningRateKeepsStateAndNoise(Scope scope) {
    var network = network(mlp(leap(new Adam(0.01), scope)));
    train(network, 0, 3);
    float[] state = state(network);
    network.setLearningRate(0.002);
    assertArrayEquals(state, state(network));
    assertEquals(0.002, network.getLearningRate(1));
    var fresh = network(mlp(leap(new Adam(0.002), scope)));
    fresh.setParams(network.params());
    fresh.getUpdater().setStateViewArray(fresh, network.getUpdater().getStateViewArray(), false);
    fresh.setIterationCount(3);
    train(network, 3, 6);
    train(fresh, 3, 6);
    assertArrayEquals(params(fresh), params(network));
  }

  @Test
  void aRateOfOneLayerSplitsBlocksAndKeepsTheirState() {
    var network = network(mlp(leap()));
    train(network, 0, 3);
    network.setLearningRate(1, new FixedSchedule(0.05));
    assertEquals(3, blocks(network).size());
    network.setLearningRate(1, 0.01);
    assertEquals(1, blocks(network).size());
    var untouched = network(mlp(leap()));
    train(untouched, 0, 3);
    assertArrayEquals(state(untouched), state(network));
  }

  @Test
  void transferLearningFreezesAndPerturbsTheRest() {
    var network = network(mlp(new Adam(0.01)));
    var transferred =
        new TransferLearning.Builder(network)
            .fineTuneConfiguration(
                new FineTuneConfiguration.Builder().updater(leap()).seed(1).build())
            .setFeatureExtractor(0)
            .build();
    float[] before = params(transferred);
    train(transferred, 0, 2);
    float[] after = params(transferred);
    int frozen = TestNetworks.INPUTS * 8 + 8;
    assertArrayEquals(Arrays.copyOf(before, frozen), Arrays.copyOf(after, frozen));
    var bare =
        new TransferLearning.Builder(network)
            .fineTuneConfiguration(
                new FineTuneConfiguration.Builder().updater(new Adam(0.01)).seed(1).build())
            .setFeatureExtractor(0)
            .build();
    train(bare, 0, 2);
    assertFalse(Arrays.equals(params(bare), after));
    assertEquals(blocks(bare).size(), blocks(transferred).size());
  }

  @Test
  void earlyStoppingReturnsAPerturbedModel() {
    List<DataSet> batches = List.of(batch(0), batch(1));
    var configuration =
        new EarlyStoppingConfiguration.Builder<MultiLayerNetwork>()
            .epochTerminationConditions(new MaxEpochsTerminationCondition(2))
            .scoreCalculator(new DataSetLossCalculator(new ListDataSetIterator<>(batches), true))
            .modelSaver(new InMemoryModelSaver<>())
            .build();
    var trainer =
        new EarlyStoppingTrainer(configuration, mlp(leap()), new ListDataSetIterator<>(batches));
    MultiLayerNetwork best = trainer.fit().getBestModel();
    assertTrue(Leap.bind(best, NoiseBinding.DEFAULT));
  }
}
