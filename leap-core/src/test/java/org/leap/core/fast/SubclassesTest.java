package org.leap.core.fast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.leap.core.step.Batches;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** A class that extends one of DL4J's is another: it trains as it says, not as its parent does. */
class SubclassesTest {
  private static final int CLASSES = 5;
  private static final int BATCH = 6;
  private static final int STEPS = 4;
  private static final InputType ROWS = InputType.feedForward(7);
  private static final InputType IMAGES = InputType.convolutional(4, 3, 2);

  /** Three times the cross-entropy. */
  private static final class TripledLoss extends LossMCXENT {
    private static final long serialVersionUID = 1L;

    @Override
    public double computeScore(
        INDArray labels, INDArray z, IActivation function, INDArray mask, boolean average) {
      return 3 * super.computeScore(labels, z, function, mask, average);
    }

    @Override
    public INDArray computeGradient(
        INDArray labels, INDArray z, IActivation function, INDArray mask) {
      return super.computeGradient(labels, z, function, mask).muli(3);
    }
  }

  /** Half of a rectifier's output, of which a slope of 1 is not to be concluded. */
  private static final class HalvedReLU extends ActivationReLU {
    private static final long serialVersionUID = 1L;

    @Override
    public INDArray getActivation(INDArray in, boolean training) {
      return super.getActivation(in, training).muli(0.5);
    }

    @Override
    public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
      return super.backprop(in, epsilon.mul(0.5));
    }
  }

  /** No identity; its slope depends on its input. */
  private static final class Square extends ActivationIdentity {
    private static final long serialVersionUID = 1L;

    @Override
    public INDArray getActivation(INDArray in, boolean training) {
      return in.muli(in);
    }

    @Override
    public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
      return new Pair<>(in.mul(2).muli(epsilon), null);
    }
  }

  /** A softmax of half of its input. */
  private static final class WarmSoftmax extends ActivationSoftmax {
    private static final long serialVersionUID = 1L;

    @Override
    public INDArray getActivation(INDArray in, boolean training) {
      return super.getActivation(in.muli(0.5), training);
    }
  }

  /** Channels last, as Keras has them. */
  private static final class ChannelsLast extends CnnToFeedForwardPreProcessor {
    private static final long serialVersionUID = 1L;

    ChannelsLast() {
      super(4, 3, 2);
    }

    @Override
    public INDArray preProcess(INDArray input, int examples, LayerWorkspaceMgr workspaces) {
      INDArray last = input.permute(0, 2, 3, 1).dup('c');
      return last.reshape(last.size(0), last.length() / last.size(0));
    }
  }

  /** Rows whose channels are last. */
  private static final class FromChannelsLast extends FeedForwardToCnnPreProcessor {
    private static final long serialVersionUID = 1L;

    FromChannelsLast() {
      super(4, 3, 2);
    }

    @Override
    public INDArray preProcess(INDArray input, int examples, LayerWorkspaceMgr workspaces) {
      return input.reshape('c', input.size(0), 4, 3, 2).permute(0, 3, 1, 2).dup('c');
    }
  }

  private static NeuralNetConfiguration.ListBuilder list() {
    return new NeuralNetConfiguration.Builder()
        .seed(5)
        .activation(Activation.TANH)
        .updater(new Sgd(0.1))
        .list();
  }

  private static DenseLayer dense(long inputs, IActivation function) {
    return new DenseLayer.Builder().nIn(inputs).nOut(7).activation(function).build();
  }

  private static OutputLayer output(ILossFunction loss, IActivation function) {
    return new OutputLayer.Builder(loss).nIn(7).nOut(CLASSES).activation(function).build();
  }

  private static OutputLayer output() {
    return output(new LossMCXENT(), new ActivationSoftmax());
  }

  private static void assertTrainsAsByDl4j(MultiLayerConfiguration configuration, InputType input) {
    MultiLayerNetwork plain = new MultiLayerNetwork(configuration.clone());
    plain.init();
    MultiLayerNetwork planned = FastNetworks.of(configuration.clone());
    planned.init();
    DataSet batch = null;
    for (int step = 0; step < STEPS; step++) {
      batch = Batches.floats(step, BATCH, CLASSES, input);
      plain.fit(batch);
      planned.fit(batch);
    }
    assertArrayEquals(
        plain.params().dup().data().asFloat(), planned.params().dup().data().asFloat(), 1e-5f);
    assertEquals(plain.score(), planned.score(), 1e-5);
    assertEquals(plain.score(batch), planned.score(batch), 1e-5);
    assertArrayEquals(
        plain.output(batch.getFeatures()).data().asFloat(),
        planned.output(batch.getFeatures()).data().asFloat(),
        1e-5f);
  }

  @Test
  void aLoss() {
    var list = list().layer(dense(7, new ActivationTanH()));
    list.layer(output(new TripledLoss(), new ActivationSoftmax()));
    assertTrainsAsByDl4j(list.build(), ROWS);
  }

  @Test
  void theFunctionOfTheOutput() {
    var list = list().layer(dense(7, new ActivationTanH()));
    list.layer(output(new LossMCXENT(), new WarmSoftmax()));
    assertTrainsAsByDl4j(list.build(), ROWS);
  }

  static Stream<IActivation> functions() {
    return Stream.of(new HalvedReLU(), new Square());
  }

  @ParameterizedTest
  @MethodSource("functions")
  void functionsTrainAsByDl4j(IActivation function) {
    var list = list().layer(dense(7, function));
    list.layer(new org.deeplearning4j.nn.conf.layers.ActivationLayer(function)).layer(output());
    assertTrainsAsByDl4j(list.build(), ROWS);
  }

  static Stream<IActivation> extended() {
    return Stream.of(
        new ActivationIdentity() {},
        new ActivationReLU() {},
        new ActivationLReLU() {},
        new ActivationTanH() {},
        new ActivationSigmoid() {},
        new ActivationELU() {});
  }

  @ParameterizedTest
  @MethodSource("extended")
  void functionsAreNotPlanned(IActivation function) {
    MultiLayerNetwork network =
        FastNetworks.of(list().layer(dense(7, function)).layer(output()).build());
    network.init();
    assertEquals(
        Optional.of("it has the activation " + function),
        FastNetworks.planObstacle(network, BATCH, 7));
  }

  @Test
  void imagesThatBecomeRows() {
    var list = list().layer(dense(24, new ActivationTanH())).layer(output());
    assertTrainsAsByDl4j(list.inputPreProcessor(0, new ChannelsLast()).build(), IMAGES);
  }

  @Test
  void rowsThatBecomeImages() {
    Layer convolution = new ConvolutionLayer.Builder(4, 3).nIn(2).nOut(7).build();
    InputPreProcessor rows = new CnnToFeedForwardPreProcessor(1, 1, 7);
    var list = list().layer(convolution).layer(output());
    list.inputPreProcessor(0, new FromChannelsLast()).inputPreProcessor(1, rows);
    assertTrainsAsByDl4j(list.build(), InputType.feedForward(24));
  }

  static Stream<GraphVertex> vertices() {
    return Stream.of(new MergeVertex() {}, new ElementWiseVertex(ElementWiseVertex.Op.Add) {});
  }

  @ParameterizedTest
  @MethodSource("vertices")
  void verticesAreNotPlanned(GraphVertex vertex) {
    var graph = new NeuralNetConfiguration.Builder().graphBuilder().addInputs("in");
    graph.setInputTypes(ROWS).addLayer("a", dense(7, new ActivationTanH()), "in");
    graph.addLayer("b", dense(7, new ActivationTanH()), "in").addVertex("top", vertex, "a", "b");
    graph.addLayer("c", new DenseLayer.Builder().nOut(7).build(), "top");
    graph.addLayer("out", output(), "c").setOutputs("out");
    ComputationGraph network = FastNetworks.of(graph.build());
    network.init();
    String kind = vertex.getClass().getSuperclass().getSimpleName();
    assertEquals(
        Optional.of("it has a " + kind + " named top"),
        FastNetworks.planObstacle(network, BATCH, 7));
  }
}
