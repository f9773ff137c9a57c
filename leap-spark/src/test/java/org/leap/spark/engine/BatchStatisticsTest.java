package org.leap.spark.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.leap.spark.data.EpochOrder;
import org.leap.spark.data.InMemoryChunks;
import org.leap.spark.data.Slice;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class BatchStatisticsTest {
  private static final int INPUTS = 16;
  private static final int MEANS = 0;
  private static final int DEVIATIONS = INPUTS;

  private final Toy toy = Toy.of(101, 2, 7, 14);

  /** AdaDelta and a decay without learning rate would train at any learning rate. */
  private static NetworkBlueprint blueprint(boolean ofDl4j) {
    return NetworkBlueprint.of(
            new NeuralNetConfiguration.Builder()
                .seed(7)
                .updater(new AdaDelta())
                .regularization(List.of(new WeightDecay(0.1, false)))
                .list()
                .layer(
                    new BatchNormalization.Builder()
                        .nIn(INPUTS)
                        .nOut(INPUTS)
                        .lockGammaBeta(true)
                        .build())
                .layer(
                    new DenseLayer.Builder()
                        .nIn(INPUTS)
                        .nOut(6)
                        .activation(Activation.TANH)
                        .dropOut(0.5)
                        .build())
                .layer(new BatchNormalization.Builder().nIn(6).nOut(6).build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(6)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build(),
            true)
        .withRecompute(ofDl4j);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void statisticsAreTheMeanOverOneEpochAndAllElseKeepsItsBits(boolean ofDl4j) {
    NetworkBlueprint blueprint = blueprint(ofDl4j);
    float[] start = AveragingTrainer.initialState(blueprint).parameters().clone();
    // What an accumulation that does not begin anew would keep a part of.
    Arrays.fill(start, MEANS, 2 * INPUTS, 3);
    float[] renewed = renewed("local[2]", blueprint, start);
    assertArrayEquals(renewed, renewed("local[1]", blueprint, start));

    double[][] expected = expected();
    int places = 2 * INPUTS + 2 * 6;
    for (int i = 0; i < INPUTS; i++) {
      assertEquals(expected[0][i], renewed[MEANS + i], 1e-4);
      assertEquals(expected[1][i], Math.pow(10, 2 * renewed[DEVIATIONS + i]), 1e-4);
    }
    int changed = 0;
    for (int i = 0; i < start.length; i++) {
      changed += Float.floatToRawIntBits(start[i]) == Float.floatToRawIntBits(renewed[i]) ? 0 : 1;
    }
    assertEquals(places, changed);
  }

  private float[] renewed(String master, NetworkBlueprint blueprint, float[] parameters) {
    try (JavaSparkContext spark = Toy.spark(master);
        InMemoryChunks chunks = InMemoryChunks.inOrder(spark, toy.shape(), toy, toy.layout())) {
      return new AveragingTrainer(blueprint, toy.on(spark, chunks), Toy.plan(3, 2))
          .withOwnStatistics(new NetworkState(parameters, new float[0]))
          .parameters();
    }
  }

  /** Means of the minibatches' means and variances, worked out from the examples themselves. */
  private double[][] expected() {
    List<float[][]> batches = new ArrayList<>();
    var minibatches = toy.minibatches(7);
    try (JavaSparkContext spark = Toy.spark("local[1]");
        InMemoryChunks chunks = InMemoryChunks.inOrder(spark, toy.shape(), toy, toy.layout())) {
      var order = new EpochOrder(toy.layout(), 42, 0);
      for (int worker = 0; worker < 2; worker++) {
        for (Slice slice : order.slices(worker, 0, toy.layout().stepsPerEpoch())) {
          var chunk = chunks.loaders().get(toy.layout().chunkIndex(worker, slice.chunk())).load();
          minibatches.forEach(chunk, slice, b -> batches.add(b.features().toFloatMatrix()));
        }
      }
    }
    double[][] expected = new double[2][INPUTS];
    for (float[][] batch : batches) {
      for (int i = 0; i < INPUTS; i++) {
        int column = i;
        double mean = Arrays.stream(batch).mapToDouble(row -> row[column]).average().orElseThrow();
        double variance =
            Arrays.stream(batch)
                .mapToDouble(row -> Math.pow(row[column] - mean, 2))
                .average()
                .orElseThrow();
        expected[0][i] += mean / batches.size();
        expected[1][i] += variance / batches.size();
      }
    }
    return expected;
  }
}
