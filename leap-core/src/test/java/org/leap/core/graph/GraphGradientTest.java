package org.leap.core.graph;

import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.leap.core.fast.CentralDifferences;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Every layer's gradient in double precision, on features and on activations. */
class GraphGradientTest {
  private static final int FEATURES = 5;

  static Stream<Arguments> networks() {
    return Stream.of(
        Arguments.of(
            "gcn",
            new Layer[] {
              gcn(4).onFeatures(FEATURES).inputDropout(0.3).build(),
              gcn(TestGraphs.CLASSES).inputDropout(0.4).activation(Activation.IDENTITY).build()
            }),
        Arguments.of(
            "gat",
            new Layer[] {
              gat(6).heads(3).onFeatures(FEATURES).inputDropout(0.3).attentionDropout(0.3).build(),
              gat(TestGraphs.CLASSES)
                  .heads(2)
                  .averaged(true)
                  .inputDropout(0.3)
                  .attentionDropout(0.4)
                  .activation(Activation.IDENTITY)
                  .build()
            }),
        Arguments.of(
            "gat without dropout",
            new Layer[] {
              gat(4).heads(2).onFeatures(FEATURES).build(), gat(TestGraphs.CLASSES).build()
            }),
        Arguments.of(
            "gin",
            new Layer[] {
              gin(4).onFeatures(FEATURES).inputDropout(0.3).build(),
              dense(4),
              gin(4).inputDropout(0.3).build(),
              dense(TestGraphs.CLASSES)
            }),
        Arguments.of(
            "one layer", new Layer[] {gcn(TestGraphs.CLASSES).onFeatures(FEATURES).build()}));
  }

  private static GraphConvolution.Builder gcn(int width) {
    return new GraphConvolution.Builder().nOut(width).activation(Activation.TANH).biasInit(0.1);
  }

  private static GraphAttention.Builder gat(int width) {
    return new GraphAttention.Builder().nOut(width).activation(Activation.TANH).biasInit(0.1);
  }

  private static GraphIsomorphism.Builder gin(int width) {
    return new GraphIsomorphism.Builder().nOut(width).activation(Activation.TANH).biasInit(0.1);
  }

  private static Layer dense(int width) {
    return new DenseLayer.Builder().nOut(width).activation(Activation.TANH).build();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void gradientIsTheDifferenceQuotient(String name, Layer[] layers) {
    NodeGraph graph = TestGraphs.seven();
    ComputationGraph network = TestGraphs.network(DataType.DOUBLE, layers);
    GraphNetworks.bind(network, graph);
    // A node may be asked for twice, and those that nobody asks for count as neighbours.
    CentralDifferences.check(
        network,
        graph.input(0, 3, 3, 6).castTo(DataType.DOUBLE),
        TestGraphs.oneHot(DataType.DOUBLE, 1, 0, 2, 1));
  }

  /** Learned from 0 on, so it must be checked elsewhere too. */
  @ParameterizedTest
  @ValueSource(doubles = {-0.5, 0.7})
  void epsilonAwayFromZero(double epsilon) {
    NodeGraph graph = TestGraphs.seven();
    ComputationGraph network =
        TestGraphs.network(
            DataType.DOUBLE, gin(4).onFeatures(FEATURES).build(), gin(TestGraphs.CLASSES).build());
    network.getLayer("layer0").getParam("epsilon").assign(epsilon);
    network.getLayer("layer1").getParam("epsilon").assign(Nd4j.scalar(-epsilon));
    GraphNetworks.bind(network, graph);
    CentralDifferences.check(
        network,
        graph.input(1, 4).castTo(DataType.DOUBLE),
        TestGraphs.oneHot(DataType.DOUBLE, 2, 0));
  }
}
