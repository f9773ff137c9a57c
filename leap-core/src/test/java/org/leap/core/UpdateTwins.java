package org.leap.core;

import java.util.List;
import java.util.function.Function;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Two networks alike: DL4J updates the one, one pass the other, by the same gradients. */
record UpdateTwins(NetworkView stock, NetworkView own, NetworkUpdate pass) {
  static final int EXAMPLES = 10;

  /** Networks of some kinds. */
  @SuppressWarnings("ImmutableEnumChecker") // The functions hold nothing.
  enum Kind {
    MLP(UpdateTwins::mlp),
    CONVOLUTIONS(UpdateTwins::convolutions),
    GRAPH(UpdateTwins::graph);

    private final Function<NeuralNetConfiguration.Builder, Model> network;

    Kind(Function<NeuralNetConfiguration.Builder, Model> network) {
      this.network = network;
    }

    Model of(NeuralNetConfiguration.Builder settings) {
      return network.apply(settings);
    }
  }

  static UpdateTwins of(Model stock, Model own) {
    own.setParams(stock.params());
    return new UpdateTwins(
        NetworkView.of(stock), NetworkView.of(own), NetworkUpdate.of(own).orElseThrow());
  }

  private static Model mlp(NeuralNetConfiguration.Builder settings) {
    return initialized(
        new MultiLayerNetwork(
            settings
                .list()
                .layer(new DenseLayer.Builder().nIn(36).nOut(50).build())
                .layer(new DenseLayer.Builder().nIn(50).nOut(7).build())
                .layer(output().nIn(7).build())
                .build()));
  }

  private static Model convolutions(NeuralNetConfiguration.Builder settings) {
    return initialized(
        new MultiLayerNetwork(
            settings
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(4).hasBias(false).build())
                .layer(new BatchNormalization.Builder().build())
                .layer(new DenseLayer.Builder().nOut(30).build())
                .layer(output().build())
                .setInputType(InputType.convolutionalFlat(6, 6, 1))
                .build()));
  }

  private static Model graph(NeuralNetConfiguration.Builder settings) {
    return initialized(
        new ComputationGraph(
            settings
                .graphBuilder()
                .addInputs("in")
                .addLayer("left", new DenseLayer.Builder().nIn(36).nOut(30).build(), "in")
                .addLayer("right", new DenseLayer.Builder().nIn(36).nOut(30).build(), "in")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "left", "right")
                .addLayer("out", output().nIn(30).build(), "sum")
                .setOutputs("out")
                .build()));
  }

  private static OutputLayer.Builder output() {
    return new OutputLayer.Builder(LossFunction.MCXENT).nOut(3).activation(Activation.SOFTMAX);
  }

  static <T extends Model> T initialized(T network) {
    network.init();
    return network;
  }

  /** The same gradient for both, and a step of each. */
  void step(int iteration) {
    INDArray gradient = stock.updater().getFlattenedGradientsView();
    fill(gradient, iteration);
    own.updater().getFlattenedGradientsView().assign(gradient);
    stockStep(stock, iteration, EXAMPLES);
    pass.apply(iteration, 0, EXAMPLES, true);
  }

  /** Values that depend on place and step, some of them 0. */
  static void fill(INDArray gradient, int step) {
    float[] values = new float[(int) gradient.length()];
    for (int i = 0; i < values.length; i++) {
      int mixed = (i + 1) * 0x9E3779B9 + step * 0x7F4A7C15;
      values[i] = i % 7 == 0 ? 0 : (mixed ^ mixed >>> 15) * 0x1p-31f;
    }
    gradient.assign(Nd4j.createFromArray(values).reshape(gradient.shape()));
  }

  /** What DL4J's StochasticGradientDescent does with a gradient. */
  static void stockStep(NetworkView network, int iteration, int examples) {
    BaseMultiLayerUpdater<?> updater = network.updater();
    INDArray gradient = updater.getFlattenedGradientsView();
    updater.update(
        new DefaultGradient(gradient), iteration, 0, examples, LayerWorkspaceMgr.noWorkspaces());
    network.network().params().subi(gradient.reshape(gradient.length()));
  }

  /** The largest difference of parameters, updates and states, as parts of the largest value. */
  double difference() {
    double worst =
        Math.max(
            difference(stock.network().params(), own.network().params()),
            difference(
                stock.updater().getFlattenedGradientsView(),
                own.updater().getFlattenedGradientsView()));
    List<UpdaterBlock> stockBlocks = stock.updater().getUpdaterBlocks();
    for (int i = 0; i < stockBlocks.size(); i++) {
      var state = stockBlocks.get(i).getGradientUpdater().getState();
      var ownState = own.updater().getUpdaterBlocks().get(i).getGradientUpdater().getState();
      for (Object name : state.keySet()) {
        worst =
            Math.max(worst, difference((INDArray) state.get(name), (INDArray) ownState.get(name)));
      }
    }
    return worst;
  }

  private static double difference(INDArray expected, INDArray actual) {
    double difference = expected.sub(actual).amaxNumber().doubleValue();
    return difference == 0 ? 0 : difference / expected.amaxNumber().doubleValue();
  }

  float[] params() {
    return own.network().params().toFloatVector();
  }
}
