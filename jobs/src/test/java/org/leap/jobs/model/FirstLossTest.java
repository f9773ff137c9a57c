package org.leap.jobs.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.leap.core.NetworkView;
import org.leap.core.graph.NodeGraph;
import org.leap.core.graph.SparseMatrix;
import org.leap.jobs.config.ModelConfig;
import org.leap.jobs.config.ModelConfig.Initialization;
import org.leap.jobs.config.WeightDecay;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.engine.AveragingTrainer;
import org.leap.spark.engine.NetworkBlueprint;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** What a network guesses before it has learned anything. */
class FirstLossTest {
  private static final int CLASSES = 10;
  private static final int EXAMPLES = 20;

  /** {@code ZooExportTest} holds that the names are all names. */
  @ParameterizedTest
  @MethodSource("org.leap.jobs.model.Zoo#names")
  void noClassIsPreferredAtFirst(String name) {
    ExampleShape shape =
        new ExampleShape(name.equals("lenet") || name.equals("mlp") ? 1 : 3, 32, 32, CLASSES);
    ModelConfig model = Zoo.standard(name);
    for (int seed : new int[] {1, 2}) {
      double loss = loss(network(model, shape, seed), ModelZoo.flatInput(model), shape);
      assertEquals(Math.log(CLASSES), loss, 0.05 * Math.log(CLASSES), name);
    }
  }

  /** Twenty of five hundred words a node, as in a graph of citations. */
  @ParameterizedTest
  @MethodSource("graphNetworks")
  void noClassOfNodesIsPreferredAtFirst(ModelConfig.OfGraph model) {
    int nodes = 300;
    int words = 500;
    Random random = new Random(5);
    int[] starts = IntStream.rangeClosed(0, nodes).map(node -> 20 * node).toArray();
    int[] columns =
        IntStream.range(0, 20 * nodes).map(i -> 25 * (i % 20) + random.nextInt(25)).toArray();
    float[] values = new float[columns.length];
    Arrays.fill(values, 1 / 20f);
    NodeGraph graph =
        NodeGraph.of(
            random.ints(3L * nodes, 0, nodes).toArray(),
            random.ints(3L * nodes, 0, nodes).toArray(),
            new SparseMatrix(words, starts, columns, values));
    NetworkBlueprint blueprint =
        GraphZoo.network(model, words, CLASSES, new Sgd(0.1), WeightDecay.NONE, 1).blueprint(true);
    NetworkView view =
        NetworkView.of(blueprint.network(AveragingTrainer.initialState(blueprint), 0, 0));
    view.bind(graph);
    int[] all = IntStream.range(0, nodes).toArray();
    view.gradient(graph.input(all), labels(nodes));
    assertEquals(Math.log(CLASSES), view.network().score(), 0.05 * Math.log(CLASSES));
  }

  static Stream<ModelConfig.OfGraph> graphNetworks() {
    return Stream.of(
        new ModelConfig.Gcn(2, 16, 0),
        new ModelConfig.Gat(2, 8, 8, 1, 0, 0),
        new ModelConfig.Gin(2, 64, 0));
  }

  @Test
  void heStartsLouder() {
    ExampleShape shape = new ExampleShape(1, 32, 32, CLASSES);
    double loss = loss(network(new ModelConfig.Lenet(Initialization.HE), shape, 1), false, shape);
    assertTrue(loss > 1.1 * Math.log(CLASSES), "" + loss);
  }

  /** A residual block whose last scale is zero passes on what it gets. */
  @Test
  void residualBlocksCanStartWithNothingToAdd() {
    ExampleShape shape = new ExampleShape(3, 32, 32, CLASSES);
    for (boolean zero : new boolean[] {false, true}) {
      NetworkBlueprint blueprint =
          ModelZoo.network(
                  new ModelConfig.Resnet20(4, Initialization.STANDARD, zero),
                  shape,
                  new Sgd(0.1),
                  WeightDecay.NONE,
                  1)
              .blueprint(false);
      ComputationGraph graph =
          (ComputationGraph) blueprint.network(AveragingTrainer.initialState(blueprint), 0, 0);
      assertEquals(
          1, graph.getLayer("stage1-block0-1-norm").getParam("gamma").meanNumber().doubleValue());
      assertEquals(
          1,
          graph.getLayer("stage1-block0-shortcut-norm").getParam("gamma").maxNumber().intValue());
      assertEquals(
          zero ? 0 : 1,
          graph.getLayer("stage1-block0-2-norm").getParam("gamma").meanNumber().doubleValue());
    }
  }

  private static NetworkBlueprint network(ModelConfig model, ExampleShape shape, long seed) {
    return ModelZoo.network(model, shape, new Sgd(0.1), WeightDecay.NONE, seed)
        .blueprint(ModelZoo.flatInput(model));
  }

  /** On standardized noise, with the statistics of the minibatch as in training. */
  private static double loss(NetworkBlueprint blueprint, boolean flat, ExampleShape shape) {
    Random random = new Random(3);
    float[] pixels = new float[EXAMPLES * shape.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    INDArray input =
        flat
            ? Nd4j.create(pixels, new long[] {EXAMPLES, shape.size()}, 'c')
            : Nd4j.create(
                pixels,
                new long[] {EXAMPLES, shape.channels(), shape.height(), shape.width()},
                'c');
    NetworkView view =
        NetworkView.of(blueprint.network(AveragingTrainer.initialState(blueprint), 0, 0));
    view.gradient(input, labels(EXAMPLES));
    return view.network().score();
  }

  private static INDArray labels(int examples) {
    INDArray labels = Nd4j.zeros(examples, CLASSES);
    for (int row = 0; row < examples; row++) {
      labels.putScalar(row, row % CLASSES, 1);
    }
    return labels;
  }
}
