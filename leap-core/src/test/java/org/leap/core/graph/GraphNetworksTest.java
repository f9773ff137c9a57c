package org.leap.core.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.leap.core.Leap;
import org.leap.core.Perturbation;
import org.leap.core.flatness.NetworkLandscape;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

class GraphNetworksTest {
  private static final int FEATURES = 5;

  static Stream<Arguments> networks() {
    return Stream.of(layers()).map(layers -> Arguments.of((Object) layers));
  }

  private static Layer[][] layers() {
    return new Layer[][] {
      {
        new GraphConvolution.Builder()
            .nOut(8)
            .onFeatures(FEATURES)
            .activation(Activation.RELU)
            .inputDropout(0.2)
            .build(),
        new GraphConvolution.Builder()
            .nOut(TestGraphs.CLASSES)
            .activation(Activation.IDENTITY)
            .build()
      },
      {
        new GraphAttention.Builder()
            .nOut(8)
            .heads(2)
            .onFeatures(FEATURES)
            .attentionDropout(0.2)
            .activation(Activation.ELU)
            .build(),
        new GraphAttention.Builder()
            .nOut(TestGraphs.CLASSES)
            .heads(2)
            .averaged(true)
            .activation(Activation.IDENTITY)
            .build()
      },
      {
        new GraphIsomorphism.Builder()
            .nOut(8)
            .onFeatures(FEATURES)
            .activation(Activation.RELU)
            .build(),
        new DenseLayer.Builder().nOut(TestGraphs.CLASSES).activation(Activation.IDENTITY).build()
      }
    };
  }

  private static ComputationGraph bound(Layer[] layers) {
    ComputationGraph network = TestGraphs.network(DataType.FLOAT, layers);
    GraphNetworks.bind(network, TestGraphs.seven());
    return network;
  }

  @ParameterizedTest
  @MethodSource("networks")
  void lossFalls(Layer[] layers) {
    ComputationGraph network = bound(layers);
    INDArray nodes = TestGraphs.seven().input(0, 2, 4, 6);
    INDArray labels = TestGraphs.oneHot(DataType.FLOAT, 0, 1, 2, 1);
    network.fit(new INDArray[] {nodes}, new INDArray[] {labels});
    double first = network.score();
    for (int i = 0; i < 100; i++) {
      network.fit(new INDArray[] {nodes}, new INDArray[] {labels});
    }
    assertTrue(network.score() < 0.7 * first, first + " to " + network.score());
  }

  /** Dropout of inputs and attention would show as another loss in every pass. */
  @ParameterizedTest
  @MethodSource("networks")
  void flatnessIsThatOfTheEvaluatedNetwork(Layer[] layers) {
    ComputationGraph network = bound(layers);
    INDArray nodes = TestGraphs.seven().input(0, 2, 4, 6);
    INDArray labels = TestGraphs.oneHot(DataType.FLOAT, 0, 1, 2, 1);
    NetworkLandscape landscape = NetworkLandscape.of(network, List.of(new DataSet(nodes, labels)));
    double expected = network.score(new DataSet(nodes, labels), false);
    double[] point = landscape.parameters();
    assertEquals(expected, landscape.loss(point), 1e-6);
    double[] first = new double[point.length];
    double[] again = new double[point.length];
    assertEquals(expected, landscape.gradient(point, first), 1e-6);
    landscape.gradient(point, again);
    assertArrayEquals(first, again);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void restoredNetworkGivesTheSameBits(Layer[] layers, @TempDir Path folder) throws IOException {
    ComputationGraph network = bound(layers);
    Path file = folder.resolve("model.zip");
    ModelSerializer.writeModel(network, file.toFile(), true);
    ComputationGraph restored = ModelSerializer.restoreComputationGraph(file.toFile());
    assertEquals(network.getConfiguration(), restored.getConfiguration());
    GraphNetworks.bind(restored, TestGraphs.seven());
    INDArray nodes = TestGraphs.seven().input(5, 1);
    assertEquals(network.outputSingle(nodes), restored.outputSingle(nodes));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void canBePerturbed(Layer[] layers) {
    ComputationGraphConfiguration plain = TestGraphs.configuration(DataType.FLOAT, List.of(layers));
    ComputationGraphConfiguration perturbed =
        Leap.perturb(plain, Perturbation.builder().sigma(0.5).seed(3).build());
    assertEquals(plain, Leap.strip(perturbed));
    ComputationGraph network = new ComputationGraph(perturbed);
    network.init();
    GraphNetworks.bind(network, TestGraphs.seven());
    ComputationGraph other = bound(layers);
    other.setParams(network.params());
    INDArray[] nodes = {TestGraphs.seven().input(0, 2)};
    INDArray[] labels = {TestGraphs.oneHot(DataType.FLOAT, 0, 1)};
    Nd4j.getRandom().setSeed(4);
    network.fit(nodes, labels);
    Nd4j.getRandom().setSeed(4);
    other.fit(nodes, labels);
    assertNotEquals(network.params(), other.params());
  }

  @ParameterizedTest
  @MethodSource("networks")
  void sameSeedSameStep(Layer[] layers) {
    float[][] parameters = new float[2][];
    for (int run = 0; run < 2; run++) {
      ComputationGraph network = bound(layers);
      Nd4j.getRandom().setSeed(77);
      network.fit(
          new INDArray[] {TestGraphs.seven().input(0, 1, 2)},
          new INDArray[] {TestGraphs.oneHot(DataType.FLOAT, 0, 1, 2)});
      parameters[run] = network.params().toFloatVector();
    }
    assertArrayEquals(parameters[0], parameters[1]);
  }

  /** D^-1/2 (A + I) D^-1/2 X W + b with dense matrices. */
  @Test
  void convolutionIsItsFormula() {
    NodeGraph graph = TestGraphs.seven();
    ComputationGraph network =
        TestGraphs.network(
            DataType.DOUBLE,
            new GraphConvolution.Builder()
                .nOut(TestGraphs.CLASSES)
                .onFeatures(FEATURES)
                .activation(Activation.IDENTITY)
                .biasInit(0.3)
                .build());
    GraphNetworks.bind(network, graph);
    INDArray normalized = Nd4j.eye(7).castTo(DataType.DOUBLE);
    for (int i = 0; i < 7; i++) {
      for (int e = graph.starts()[i]; e < graph.starts()[i + 1]; e++) {
        normalized.putScalar(i, graph.neighbours()[e], 1);
      }
    }
    INDArray root = Nd4j.diag(normalized.sum(1).rdiv(1));
    root = org.nd4j.linalg.ops.transforms.Transforms.sqrt(root);
    normalized = root.mmul(normalized).mmul(root);
    double[] identity = new double[FEATURES * FEATURES];
    for (int i = 0; i < FEATURES; i++) {
      identity[i * FEATURES + i] = 1;
    }
    INDArray x =
        Nd4j.createFromArray(graph.features().nonZero(null).times(identity, FEATURES))
            .reshape(7, FEATURES);
    INDArray expected = normalized.mmul(x).mmul(network.getLayer("layer0").getParam("W")).add(0.3);
    INDArray actual =
        network.feedForward(graph.input(0).castTo(DataType.DOUBLE), false).get("layer0");
    assertTrue(expected.equalsWithEps(actual, 1e-12), actual + " is not " + expected);
  }

  @Test
  void withoutAGraphItSaysSo() {
    ComputationGraph network = TestGraphs.network(DataType.FLOAT, layers()[0]);
    INDArray nodes = TestGraphs.seven().input(0);
    Exception e = assertThrows(IllegalStateException.class, () -> network.outputSingle(nodes));
    assertEquals(
        "layer layer0 has no graph: call GraphNetworks.bind(network, graph) first", e.getMessage());
  }

  /** They would be ignored. */
  @ParameterizedTest
  @MethodSource("dl4jsNoise")
  void dl4jsOwnDropoutIsRefused(Consumer<GraphConvolution.Builder> noise) {
    var layer = new GraphConvolution.Builder().nOut(TestGraphs.CLASSES).onFeatures(FEATURES);
    noise.accept(layer);
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () -> TestGraphs.network(DataType.FLOAT, layer.build()));
    assertEquals(
        "layer layer0 is one of a graph, which knows neither dropOut nor weightNoise: use inputDropout",
        e.getMessage());
  }

  static Stream<Consumer<GraphConvolution.Builder>> dl4jsNoise() {
    return Stream.of(layer -> layer.dropOut(0.5), layer -> layer.weightNoise(new DropConnect(0.5)));
  }

  @Test
  void aGraphWithOtherFeaturesIsRefused() {
    ComputationGraph network = TestGraphs.network(DataType.FLOAT, layers()[1]);
    NodeGraph other = NodeGraph.of(new int[0], new int[0], TestGraphs.features(2, 4, 1));
    Exception e =
        assertThrows(IllegalArgumentException.class, () -> GraphNetworks.bind(network, other));
    assertEquals("the graph has 4 features, but layer layer0 takes 5", e.getMessage());
  }

  @Test
  void anUnknownNodeIsRefused() {
    ComputationGraph network = bound(layers()[2]);
    INDArray nodes = TestGraphs.seven().input(7);
    Exception e = assertThrows(IllegalArgumentException.class, () -> network.outputSingle(nodes));
    assertEquals("there is no node 7.0 in a graph of 7", e.getMessage());
  }
}
