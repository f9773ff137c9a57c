package org.leap.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.leap.core.TestNetworks.batchNorm;
import static org.leap.core.TestNetworks.blocks;
import static org.leap.core.TestNetworks.dense;
import static org.leap.core.TestNetworks.graph;
import static org.leap.core.TestNetworks.mlp;
import static org.leap.core.TestNetworks.network;
import static org.leap.core.TestNetworks.noise;
import static org.leap.core.TestNetworks.output;
import static org.leap.core.TestNetworks.settings;
import static org.leap.core.TestNetworks.updates;

import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.AutoEncoder;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.leap.core.Perturbation.Scope;
import org.leap.core.noise.Distribution;
import org.leap.core.noise.NoiseStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.FixedSchedule;

/** Where in a network which value of the noise stream lands. */
class NetworkNoiseTest {
  private static final double RATE = 0.5;
  private static final double SIGMA = 0.25;
  private static final int STEP = 9;
  // Layer starts and length of the three-layer network of TestNetworks.mlp.
  private static final int[] STARTS = {0, 56, 128, 155};

  private static LeapUpdater leap(Scope scope) {
    return Leap.perturb(new Sgd(RATE)).sigma(SIGMA).scope(scope).seed(5).build();
  }

  private static double[] noiseOf(Model network) {
    return noise(network, STEP, RATE, SIGMA);
  }

  private static double z(int worker, long index) {
    return NoiseStream.of(5, worker, Distribution.GAUSSIAN, Double.POSITIVE_INFINITY)
        .at(STEP, index);
  }

  private static void assertStream(int worker, double[] noise) {
    for (int i = 0; i < noise.length; i++) {
      assertEquals(z(worker, i), noise[i], 1e-5, "parameter " + i);
    }
  }

  private static void assertOnePerLayer(int worker, double[] noise) {
    for (int layer = 0; layer + 1 < STARTS.length; layer++) {
      for (int i = STARTS[layer]; i < STARTS[layer + 1]; i++) {
        assertEquals(
            z(worker, STARTS[layer]), noise[i], 1e-5, "layer " + layer + ", parameter " + i);
      }
    }
  }

  private static MultiLayerNetwork withInstances(IUpdater first, IUpdater second, IUpdater third) {
    var hidden = new DenseLayer.Builder().nIn(TestNetworks.INPUTS).nOut(8).updater(first).build();
    var next = new DenseLayer.Builder().nIn(8).nOut(8).updater(second).build();
    var last = output();
    last.setIUpdater(third);
    return network(settings(new Sgd(1)).list().layer(hidden).layer(next).layer(last).build());
  }

  @Test
  void indexIsThePositionInTheFlattenedParameters() {
    assertStream(0, noiseOf(network(mlp(leap(Scope.PARAMETER)))));
    assertStream(0, noiseOf(graph(leap(Scope.PARAMETER))));
  }

  @Test
  void bindingDoesNotMoveTheNoise() {
    for (Scope scope : Scope.values()) {
      var network = network(mlp(leap(scope)));
      float[] unbound = updates(network, STEP);
      assertTrue(Leap.bind(network, NoiseBinding.DEFAULT));
      assertArrayEquals(unbound, updates(network, STEP), scope.name());
      var graph = graph(leap(scope));
      unbound = updates(graph, STEP);
      assertTrue(Leap.bind(graph, NoiseBinding.DEFAULT));
      assertArrayEquals(unbound, updates(graph, STEP), scope.name());
    }
  }

  @Test
  void batchNormStatisticsHaveNoNoise() {
    var network = network(batchNorm(leap(Scope.PARAMETER)));
    float[] updates = updates(network, STEP);
    assertEquals(3, blocks(network).size());
    int dense = TestNetworks.INPUTS * 8 + 8;
    int end = dense + 32;
    for (int i = 0; i < updates.length; i++) {
      if (i >= dense + 16 && i < end) {
        assertEquals(1, updates[i], "mean or variance " + i);
      } else {
        assertEquals(z(0, i), (updates[i] / RATE - 1) / SIGMA, 1e-5, "parameter " + i);
      }
    }
  }

  @Test
  void layoutOfBlocksDoesNotMoveTheNoise() {
    // Rates of equal value and unequal updaters: the middle layer has a schedule of the same
    // constant.
    var split =
        withInstances(
            leap(Scope.PARAMETER),
            Leap.perturb(new Sgd(new FixedSchedule(RATE))).sigma(SIGMA).seed(5).build(),
            leap(Scope.PARAMETER));
    var merged = network(mlp(leap(Scope.PARAMETER)));
    assertEquals(3, blocks(split).size());
    assertEquals(1, blocks(merged).size());
    assertArrayEquals(updates(merged, STEP), updates(split, STEP));
  }

  @Test
  void scalarScopeHasOneValueForTheNetwork() {
    var network = network(mlp(leap(Scope.SCALAR)));
    assertEquals(1, blocks(network).size());
    for (double noise : noiseOf(network)) {
      assertEquals(z(0, 0), noise, 1e-5);
    }
    for (double noise : noiseOf(graph(leap(Scope.SCALAR)))) {
      assertEquals(z(0, 0), noise, 1e-5);
    }
  }

  @Test
  void layerScopeHasOneBlockAndOneValuePerLayer() {
    var network = network(mlp(leap(Scope.LAYER)));
    assertEquals(3, blocks(network).size());
    assertOnePerLayer(0, noiseOf(network));
    assertEquals(3, blocks(graph(leap(Scope.LAYER))).size());
  }

  @Test
  void aBoundLayerHasOneValueThoughItsBiasHasItsOwnUpdater() {
    var builder = settings(leap(Scope.LAYER)).biasUpdater(leap(Scope.LAYER));
    var network = network(mlp(builder));
    assertEquals(6, blocks(network).size());
    Leap.bind(network, NoiseBinding.DEFAULT);
    assertOnePerLayer(0, noiseOf(network));
  }

  @Test
  void boundLayersThatShareOneInstanceHaveTheirOwnValues() {
    LeapUpdater shared = leap(Scope.LAYER);
    var network = withInstances(shared, shared, shared);
    assertEquals(1, blocks(network).size());
    Leap.bind(network, new NoiseBinding(3, 1, 1));
    assertOnePerLayer(3, noiseOf(network));
  }

  @Test
  void workersHaveTheirOwnNoise() {
    var network = network(mlp(leap(Scope.PARAMETER)));
    for (int worker : new int[] {3, 0, 4, 3}) {
      Leap.bind(network, new NoiseBinding(worker, 1, 1));
      assertStream(worker, noiseOf(network));
    }
  }

  @Test
  void bindingScalesSigmaAndThreadsChangeNothing() {
    var network = network(mlp(leap(Scope.PARAMETER)));
    Leap.bind(network, new NoiseBinding(1, 0.5, 1));
    float[] one = updates(network, STEP);
    double[] noise = noiseOf(network);
    for (int i = 0; i < noise.length; i++) {
      assertEquals(0.5 * z(1, i), noise[i], 1e-5);
    }
    Leap.bind(network, new NoiseBinding(1, 0.5, 2));
    assertArrayEquals(one, updates(network, STEP));
  }

  @Test
  void bindSaysWhetherThereIsNoiseAndWhatItCannotBind() {
    assertFalse(Leap.bind(network(mlp(new Sgd(0.1))), NoiseBinding.DEFAULT));
    var uninitialized = new MultiLayerNetwork(mlp(new Sgd(0.1)));
    var state =
        assertThrows(
            IllegalStateException.class, () -> Leap.bind(uninitialized, NoiseBinding.DEFAULT));
    assertEquals("The network has no parameters yet: call init() first", state.getMessage());
    var layer = network(mlp(new Sgd(0.1))).getLayer(0);
    var error =
        assertThrows(IllegalArgumentException.class, () -> Leap.bind(layer, NoiseBinding.DEFAULT));
    assertEquals(
        "Network is a org.deeplearning4j.nn.layers.feedforward.dense.DenseLayer,"
            + " expected a MultiLayerNetwork or a ComputationGraph",
        error.getMessage());
  }

  @Test
  void externalGradientsGetTheSameNoise() {
    for (Scope scope : Scope.values()) {
      var network = network(mlp(leap(scope)));
      float[] own = updates(network, STEP);
      INDArray external = Nd4j.ones(1, own.length);
      update(network, external);
      assertArrayEquals(own, external.data().asFloat(), scope.name());
    }
  }

  @Test
  void aBoundNetworkTakesExternalGradientsFromTheMiddleOfAnArray() {
    for (Scope scope : Scope.values()) {
      var network = network(mlp(leap(scope)));
      float[] own = updates(network, STEP);
      Leap.bind(network, NoiseBinding.DEFAULT);
      INDArray external = Nd4j.ones(1000).get(NDArrayIndex.interval(700, 700 + own.length));
      update(network, external);
      assertArrayEquals(own, external.dup().data().asFloat(), scope.name());
    }
  }

  @Test
  void graphsTakeExternalGradientsToo() {
    for (Scope scope : Scope.values()) {
      var graph = graph(leap(scope));
      float[] own = updates(graph, STEP);
      INDArray external = Nd4j.ones(1, own.length);
      graph
          .getUpdater()
          .update(new DefaultGradient(external), STEP, 0, 1, LayerWorkspaceMgr.noWorkspaces());
      assertArrayEquals(own, external.data().asFloat(), scope.name());
    }
  }

  @Test
  void layerwisePretrainingIsPerturbed() {
    float[][] pretrained = new float[2][];
    for (int i = 0; i < 2; i++) {
      var encoder = new AutoEncoder.Builder().nIn(TestNetworks.INPUTS).nOut(8).build();
      var network =
          network(
              settings(Leap.perturb(new Sgd(RATE)).sigma(i * SIGMA).build())
                  .list()
                  .layer(encoder)
                  .layer(output())
                  .build());
      network.pretrain(new ListDataSetIterator<>(List.of(TestNetworks.batch(0))));
      pretrained[i] = TestNetworks.params(network);
    }
    assertFalse(Arrays.equals(pretrained[0], pretrained[1]));
  }

  private static void update(MultiLayerNetwork network, INDArray external) {
    ((BaseMultiLayerUpdater<?>) network.getUpdater())
        .update(new DefaultGradient(external), STEP, 0, 1, LayerWorkspaceMgr.noWorkspaces());
  }

  @Test
  void noiseOfALayerHasUnitVarianceOverTheSteps() {
    var network = network(mlp(leap(Scope.LAYER)));
    int steps = 1500;
    double[] sumOfSquares = new double[3];
    double between = 0;
    for (int step = 0; step < steps; step++) {
      double[] noise = noise(network, step, RATE, SIGMA);
      for (int layer = 0; layer < 3; layer++) {
        sumOfSquares[layer] += noise[STARTS[layer]] * noise[STARTS[layer]] / steps;
      }
      between += noise[STARTS[0]] * noise[STARTS[1]] / steps;
    }
    assertArrayEquals(
        new double[] {1, 1, 1},
        sumOfSquares,
        4 * Math.sqrt(2.0 / steps),
        Arrays.toString(sumOfSquares));
    assertEquals(0, between, 4 / Math.sqrt(steps));
  }
}
