package org.leap.spark.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.leap.core.flatness.Differences;
import org.leap.core.flatness.HessianTrace;
import org.leap.core.flatness.LossLandscape;
import org.leap.core.flatness.NetworkLandscape;
import org.leap.core.flatness.Spectrum;
import org.leap.spark.data.Chunk;
import org.leap.spark.data.InMemoryChunks;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

class ClusterLandscapeTest {
  private final Toy toy = Toy.of(101, 3, 7, 14);
  private final NetworkBlueprint blueprint = Toy.blueprint(new Adam(0.01), 0.5);
  private final NetworkState state =
      toy.train("local[2]", blueprint, Toy.plan(20, 5), new Recorder());

  /** The same network and minibatches without Spark, dropout off in both. */
  @Test
  void lossAndGradientAreThoseOfOneProcess() {
    double[] gradient = new double[state.parameters().length];
    double[] expected = new double[gradient.length];
    double loss;
    LossLandscape single;
    try (JavaSparkContext spark = Toy.spark("local[2]");
        InMemoryChunks chunks = InMemoryChunks.inOrder(spark, toy.shape(), toy, toy.layout())) {
      LossLandscape cluster = ClusterLandscape.of(blueprint, state, toy.on(spark, chunks));
      single = NetworkLandscape.of(network(), minibatches(chunks));
      double[] point = cluster.parameters();
      assertArrayEquals(single.parameters(), point);
      assertEquals(single.layout(), cluster.layout());
      loss = cluster.gradient(point, gradient);
      assertEquals(loss, cluster.loss(point), 1e-6);
    }
    assertEquals(single.gradient(single.parameters(), expected), loss, 1e-7);
    assertArrayEquals(expected, gradient, 1e-7);
    assertTrue(Math.abs(gradient[0]) > 1e-6, () -> "gradient " + gradient[0]);
  }

  /** The twin for measures has other statistics, those of training do not: a loss tells. */
  @Test
  void inTrainingBatchesAreNormalizedByTheirOwnStatistics() {
    NetworkBlueprint normalized = Toy.normalized(12, Activation.IDENTITY);
    NetworkState fresh = AveragingTrainer.initialState(normalized);
    double[] gradient = new double[fresh.parameters().length];
    try (JavaSparkContext spark = Toy.spark("local[2]");
        InMemoryChunks chunks = InMemoryChunks.inOrder(spark, toy.shape(), toy, toy.layout())) {
      var data = toy.on(spark, chunks);
      var jobs = new JobGroup(spark.sc());
      LossLandscape training = ClusterLandscape.inTraining(normalized, fresh, data, jobs);
      LossLandscape evaluation = ClusterLandscape.of(normalized, fresh, data);
      double loss = training.gradient(training.parameters(), gradient);
      double expected = 0;
      MultiLayerNetwork network =
          new MultiLayerNetwork(MultiLayerConfiguration.fromJson(normalized.json()));
      network.init();
      network.setParams(Nd4j.createFromArray(fresh.parameters()).reshape(1, -1));
      for (DataSet batch : minibatches(chunks)) {
        network.setInput(batch.getFeatures());
        network.setLabels(batch.getLabels());
        network.computeGradientAndScore();
        expected += network.score() * batch.numExamples() / toy.count();
      }
      assertEquals(expected, loss, 1e-5);
      double other = evaluation.gradient(evaluation.parameters(), gradient);
      assertTrue(Math.abs(other - loss) > 1e-3, other + " and " + loss);
    }
  }

  @Test
  void measuresDependOnNoCluster() {
    assertEquals(measure("local[1]"), measure("local[3]"));
  }

  private String measure(String master) {
    try (JavaSparkContext spark = Toy.spark(master);
        InMemoryChunks chunks = InMemoryChunks.inOrder(spark, toy.shape(), toy, toy.layout())) {
      LossLandscape landscape = ClusterLandscape.of(blueprint, state, toy.on(spark, chunks));
      return Spectrum.of(landscape, new Spectrum.Options(2, 6, Differences.CENTRAL, 1))
          + " "
          + HessianTrace.of(landscape, new HessianTrace.Options(3, Differences.ONE_SIDED, 1));
    }
  }

  @Test
  void parametersOfAnotherNetworkAreRefused() {
    try (JavaSparkContext spark = Toy.spark("local[1]");
        InMemoryChunks chunks = InMemoryChunks.inOrder(spark, toy.shape(), toy, toy.layout())) {
      var foreign = new NetworkState(new float[3], new float[0]);
      assertEquals(
          "3 parameters for a network of 243",
          assertThrows(
                  IllegalArgumentException.class,
                  () -> ClusterLandscape.of(blueprint, foreign, toy.on(spark, chunks)))
              .getMessage());
    }
  }

  private MultiLayerNetwork network() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(MultiLayerConfiguration.fromJson(blueprint.json()));
    network.init();
    network.setParams(Nd4j.createFromArray(state.parameters()).reshape(1, -1));
    return network;
  }

  private List<DataSet> minibatches(InMemoryChunks chunks) {
    List<DataSet> copies = new ArrayList<>();
    var minibatches = toy.minibatches(7);
    for (var loader : chunks.loaders()) {
      Chunk chunk = loader.load();
      minibatches.forEach(
          chunk, batch -> copies.add(new DataSet(batch.features().dup(), batch.labels().dup())));
    }
    return copies;
  }
}
