package org.leap.core.graph;

import java.util.List;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.leap.core.fast.FastNetworks;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Small graphs and networks on them. */
final class TestGraphs {
  static final int CLASSES = 3;

  private TestGraphs() {}

  /** Seven nodes, the last alone, with five sparse features. */
  static NodeGraph seven() {
    int[] from = {0, 0, 1, 2, 3, 4, 1};
    int[] to = {1, 2, 2, 3, 4, 5, 0};
    return NodeGraph.of(from, to, features(7, 5, 1));
  }

  static SparseMatrix features(int nodes, int columns, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] starts = new int[nodes + 1];
    int[] columnOf = new int[nodes * columns];
    float[] values = new float[nodes * columns];
    int held = 0;
    for (int node = 0; node < nodes; node++) {
      for (int column = 0; column < columns; column++) {
        if (random.nextInt(3) > 0) {
          columnOf[held] = column;
          values[held++] = (float) random.nextDouble(-1, 1);
        }
      }
      starts[node + 1] = held;
    }
    return new SparseMatrix(
        columns,
        starts,
        java.util.Arrays.copyOf(columnOf, held),
        java.util.Arrays.copyOf(values, held));
  }

  static ComputationGraph network(DataType type, Layer... layers) {
    ComputationGraph network = FastNetworks.of(configuration(type, List.of(layers)));
    network.init();
    return network;
  }

  static ComputationGraphConfiguration configuration(DataType type, List<Layer> layers) {
    var graph =
        new NeuralNetConfiguration.Builder()
            .seed(5)
            .dataType(type)
            .updater(new Adam(0.02))
            .weightInit(WeightInit.XAVIER_UNIFORM)
            .graphBuilder()
            .addInputs("nodes")
            .setInputTypes(InputType.feedForward(1));
    String top = "nodes";
    for (int i = 0; i < layers.size(); i++) {
      graph.addLayer("layer" + i, layers.get(i), top);
      top = "layer" + i;
    }
    return graph
        .addVertex("asked", new NodeSelection(), top, "nodes")
        .addLayer(
            "out",
            new LossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build(),
            "asked")
        .setOutputs("out")
        .build();
  }

  static INDArray oneHot(DataType type, int... labels) {
    INDArray array = Nd4j.zeros(type, labels.length, CLASSES);
    for (int i = 0; i < labels.length; i++) {
      array.putScalar(i, labels[i], 1);
    }
    return array;
  }
}
