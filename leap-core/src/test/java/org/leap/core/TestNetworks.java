package org.leap.core;

import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Tiny networks and batches. */
final class TestNetworks {
  static final int INPUTS = 6;
  static final int CLASSES = 3;

  private TestNetworks() {}

  static NeuralNetConfiguration.Builder settings(IUpdater updater) {
    return new NeuralNetConfiguration.Builder()
        .seed(7)
        .activation(Activation.TANH)
        .updater(updater);
  }

  static OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(CLASSES)
        .nIn(8)
        .activation(Activation.SOFTMAX)
        .build();
  }

  static DenseLayer dense(int inputs) {
    return new DenseLayer.Builder().nIn(inputs).nOut(8).build();
  }

  static MultiLayerConfiguration mlp(NeuralNetConfiguration.Builder builder) {
    return builder.list().layer(dense(INPUTS)).layer(dense(8)).layer(output()).build();
  }

  static MultiLayerConfiguration mlp(IUpdater updater) {
    return mlp(settings(updater));
  }

  static MultiLayerConfiguration batchNorm(IUpdater updater) {
    return settings(updater)
        .list()
        .layer(dense(INPUTS))
        .layer(new BatchNormalization.Builder().nIn(8).nOut(8).build())
        .layer(output())
        .build();
  }

  static MultiLayerNetwork network(MultiLayerConfiguration configuration) {
    var network = new MultiLayerNetwork(configuration);
    network.init();
    return network;
  }

  static ComputationGraph graph(IUpdater updater) {
    var graph =
        new ComputationGraph(
            settings(updater)
                .graphBuilder()
                .addInputs("in")
                .addLayer("left", dense(INPUTS), "in")
                .addLayer("right", dense(INPUTS), "in")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "left", "right")
                .addLayer("out", output(), "sum")
                .setOutputs("out")
                .build());
    graph.init();
    return graph;
  }

  /** A batch that is a function of its number. */
  static DataSet batch(int number) {
    int examples = 10;
    float[] features = new float[examples * INPUTS];
    float[] labels = new float[examples * CLASSES];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) Math.sin(1 + i * 0.7 + number * 1.3);
    }
    for (int i = 0; i < examples; i++) {
      labels[i * CLASSES + (i + number) % CLASSES] = 1;
    }
    return new DataSet(
        Nd4j.createFromArray(features).reshape(examples, INPUTS),
        Nd4j.createFromArray(labels).reshape(examples, CLASSES));
  }

  static void train(MultiLayerNetwork network, int from, int to) {
    for (int i = from; i < to; i++) {
      network.fit(batch(i));
    }
  }

  static void train(ComputationGraph graph, int from, int to) {
    for (int i = from; i < to; i++) {
      graph.fit(batch(i));
    }
  }

  static float[] params(Model network) {
    return network.params().dup().data().asFloat();
  }

  static List<UpdaterBlock> blocks(Model network) {
    return NetworkBlocks.of(network).blocks();
  }

  static float[] state(MultiLayerNetwork network) {
    INDArray state = network.getUpdater().getStateViewArray();
    return state == null ? new float[0] : state.dup().data().asFloat();
  }

  /** The updates of the whole network for a gradient of ones. */
  static float[] updates(Model network, int iteration) {
    BaseMultiLayerUpdater<?> updater = NetworkView.of(network).updater();
    INDArray gradients = updater.getFlattenedGradientsView();
    gradients.assign(1);
    updater.update(
        new DefaultGradient(gradients), iteration, 0, 1, LayerWorkspaceMgr.noWorkspaces());
    return gradients.dup().data().asFloat();
  }

  /**
   * The factors on the updates, minus 1, in units of sigma, of a network whose bare update of a
   * gradient of ones is the rate.
   */
  static double[] noise(Model network, int iteration, double rate, double sigma) {
    float[] updates = updates(network, iteration);
    double[] noise = new double[updates.length];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (updates[i] / rate - 1) / sigma;
    }
    return noise;
  }

  static INDArray ones(int length) {
    return Nd4j.ones(DataType.FLOAT, length);
  }
}
