package org.leap.core.fast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.leap.core.step.Batches;
import org.leap.core.step.NetworkPlan;
import org.leap.core.step.Plans;
import org.leap.core.step.Precision;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** What a plan does not know trains as it did before, and the plan says why. */
class UncoveredNetworksTest {
  private static final int STEPS = 4;
  private static final int CLASSES = 5;
  private static final int BATCH = 6;
  private static final InputType ROWS = InputType.feedForward(7);
  private static final InputType IMAGES = InputType.convolutional(6, 8, 3);

  static Stream<Arguments> uncovered() {
    return Stream.of(
        of("it has the activation softplus", ROWS, dense().activation(Activation.SOFTPLUS).build()),
        of("it has a FrozenLayer", ROWS, dense().build(), new FrozenLayer(dense().build())),
        of("it has a FrozenLayerWithBackprop", ROWS, dense().build(), frozen()),
        of("it has layer normalization", ROWS, dense().hasLayerNorm(true).build()),
        of("it has weight noise", ROWS, dense().weightNoise(new DropConnect(0.8)).build()),
        of(
            "it drops out by GaussianDropout",
            ROWS,
            dense().dropOut(new GaussianDropout(0.3)).build()),
        of(
            "it has batch normalization with locked gamma and beta",
            ROWS,
            dense().build(),
            new BatchNormalization.Builder().lockGammaBeta(true).build()),
        of(
            "it has images with channels last",
            InputType.convolutional(6, 8, 3, CNN2DFormat.NHWC),
            new ConvolutionLayer.Builder(3, 3)
                .dataFormat(CNN2DFormat.NHWC)
                .nOut(4)
                .activation(Activation.TANH)
                .build()),
        of("it has a Upsampling2D", IMAGES, convolution(), new Upsampling2D.Builder(2).build()),
        of("it has poolings of type SUM", IMAGES, convolution(), pooling(PoolingType.SUM)),
        of("it has poolings of type PNORM", IMAGES, convolution(), pooling(PoolingType.PNORM)),
        of(
            "it has poolings of type PNORM",
            IMAGES,
            convolution(),
            new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.PNORM).pnorm(2).build()));
  }

  private static Arguments of(String obstacle, InputType input, Layer... layers) {
    return Arguments.of(obstacle, input, List.of(layers));
  }

  private static DenseLayer.Builder dense() {
    return new DenseLayer.Builder().nIn(7).nOut(7);
  }

  private static FrozenLayerWithBackprop frozen() {
    return new FrozenLayerWithBackprop(dense().build());
  }

  private static ConvolutionLayer convolution() {
    return new ConvolutionLayer.Builder(3, 3).nOut(4).activation(Activation.TANH).build();
  }

  private static GlobalPoolingLayer pooling(PoolingType type) {
    return new GlobalPoolingLayer.Builder(type).pnorm(2).build();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("uncovered")
  void networksTrainAsByDl4j(String obstacle, InputType input, List<Layer> layers) {
    MultiLayerConfiguration configuration = configuration(input, layers);
    MultiLayerNetwork plain = new MultiLayerNetwork(configuration.clone());
    plain.init();
    MultiLayerNetwork planned = FastNetworks.of(configuration.clone());
    planned.init();
    assertEquals(Optional.of(obstacle), obstacle(planned, input));
    assertSameTraining(plain, planned, step -> batch(step, input));
  }

  private static MultiLayerConfiguration configuration(InputType input, List<Layer> layers) {
    var list = settings().list();
    layers.forEach(list::layer);
    return list.layer(output()).setInputType(input).build();
  }

  private static NeuralNetConfiguration.Builder settings() {
    return new NeuralNetConfiguration.Builder()
        .seed(5)
        .activation(Activation.TANH)
        .updater(new Sgd(0.1));
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static DataSet batch(int step, InputType input) {
    return Batches.floats(step, BATCH, CLASSES, input);
  }

  private static Optional<String> obstacle(Model network, InputType input) {
    try (NetworkPlan plan = Plans.of(network, Precision.FLOAT32)) {
      return plan.obstacle(batch(0, input).getFeatures().shape());
    }
  }

  private interface Minibatches {
    DataSet at(int step);
  }

  private static void assertSameTraining(Model plain, Model planned, Minibatches minibatches) {
    for (int step = 0; step < STEPS; step++) {
      Twins.fit(plain, minibatches.at(step), step);
      Twins.fit(planned, minibatches.at(step), step);
    }
    assertSameParameters(plain, planned);
    assertEquals(plain.score(), planned.score(), 1e-5);
  }

  private static void assertSameParameters(Model plain, Model planned) {
    assertArrayEquals(
        plain.params().dup().data().asFloat(), planned.params().dup().data().asFloat(), 1e-5f);
  }

  @Test
  void doubleNetworks() {
    MultiLayerConfiguration configuration = configuration(ROWS, List.of(dense().build()));
    configuration.setDataType(DataType.DOUBLE);
    MultiLayerNetwork plain = new MultiLayerNetwork(configuration.clone());
    plain.init();
    MultiLayerNetwork planned = FastNetworks.of(configuration.clone());
    planned.init();
    assertEquals(Optional.of("its parameters are not of type FLOAT"), obstacle(planned, ROWS));
    assertSameTraining(plain, planned, step -> Batches.classes(step, BATCH, CLASSES, ROWS));
  }

  @Test
  void masks() {
    MultiLayerConfiguration configuration = configuration(ROWS, List.of(dense().build()));
    MultiLayerNetwork plain = new MultiLayerNetwork(configuration.clone());
    plain.init();
    MultiLayerNetwork planned = FastNetworks.of(configuration.clone());
    planned.init();
    assertEquals(Optional.empty(), obstacle(planned, ROWS));
    Minibatches masked =
        step -> {
          DataSet batch = batch(step, ROWS);
          if (step % 2 == 0) {
            INDArray mask = Nd4j.ones(DataType.FLOAT, BATCH, 1).putScalar(step, 0);
            batch.setLabelsMaskArray(mask);
            batch.setFeaturesMaskArray(step == 0 ? null : mask.dup());
          }
          return batch;
        };
    assertSameTraining(plain, planned, masked);
    assertEquals(plain.score(masked.at(0)), planned.score(masked.at(0)), 1e-5);
  }

  @Test
  void networksWithoutAnOutputLayerAnswerAsByDl4j() {
    var list = settings().list().layer(dense().build()).layer(dense().build());
    MultiLayerConfiguration configuration = list.setInputType(ROWS).build();
    MultiLayerNetwork plain = new MultiLayerNetwork(configuration.clone());
    plain.init();
    MultiLayerNetwork planned = FastNetworks.of(configuration.clone());
    planned.init();
    assertEquals(Optional.of("it does not end in an output layer"), obstacle(planned, ROWS));
    INDArray features = batch(0, ROWS).getFeatures();
    assertEquals(plain.output(features), planned.output(features));
  }

  @Test
  void verticesThatNobodyReads() {
    var graph = settings().graphBuilder().addInputs("in").setInputTypes(ROWS);
    graph.allowDisconnected(true);
    graph.addLayer("a", dense().build(), "in").addLayer("idle", dense().build(), "a");
    graph.addLayer("out", output(), "a").setOutputs("out");
    ComputationGraph planned = FastNetworks.of(graph.build());
    planned.init();
    assertEquals(Optional.of("nobody reads its vertex idle"), obstacle(planned, ROWS));
    INDArray features = batch(0, ROWS).getFeatures();
    assertArrayEquals(new long[] {BATCH, CLASSES}, planned.output(features)[0].shape());
  }

  @Test
  void rowsOfAnotherLengthThanTheImagesAreRefusedAsByDl4j() {
    InputType input = InputType.convolutionalFlat(6, 8, 3);
    MultiLayerNetwork planned = FastNetworks.of(configuration(input, List.of(convolution())));
    planned.init();
    INDArray features = Nd4j.ones(DataType.FLOAT, 2, 6 * 8 * 3 - 1);
    assertEquals(
        "Invalid input: expect output columns must be equal to rows 6 x columns 8 x channels 3"
            + " but was instead [2, 143]",
        assertThrows(Exception.class, () -> planned.output(features)).getMessage());
  }

  @Test
  void labelsOfAnotherShapeThanTheOutputAreRefused() {
    MultiLayerNetwork planned = FastNetworks.of(configuration(ROWS, List.of(dense().build())));
    planned.init();
    DataSet batch = batch(0, ROWS);
    DataSet more = new DataSet(batch.getFeatures(), Nd4j.ones(DataType.FLOAT, BATCH + 1, CLASSES));
    assertEquals(
        "Labels have the shape [7, 5], expected [6, 5]",
        assertThrows(IllegalArgumentException.class, () -> planned.fit(more)).getMessage());
  }

  @Test
  void refusedLabelsAreForgotten() {
    MultiLayerNetwork planned = FastNetworks.of(configuration(ROWS, List.of(dense().build())));
    planned.init();
    DataSet batch = batch(0, ROWS);
    INDArray output = planned.output(batch.getFeatures());
    DataSet more = new DataSet(batch.getFeatures(), Nd4j.ones(DataType.FLOAT, BATCH + 1, CLASSES));
    assertThrows(IllegalArgumentException.class, () -> planned.score(more));
    assertEquals(output, planned.output(batch.getFeatures()));
  }

  @Test
  void missingLabelsAreRefusedAsByDl4j() {
    MultiLayerNetwork planned = FastNetworks.of(configuration(ROWS, List.of(dense().build())));
    planned.init();
    DataSet batch = batch(0, ROWS);
    DataSet none = new DataSet(batch.getFeatures(), null);
    planned.score(batch);
    assertThrows(IllegalStateException.class, () -> planned.score(none));
    assertEquals(
        "No labels found",
        assertThrows(IllegalStateException.class, () -> planned.fit(none)).getMessage());
  }

  @Test
  void lossLayers() {
    var list = settings().list().layer(dense().nOut(CLASSES).build());
    list.layer(new LossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build());
    MultiLayerConfiguration configuration = list.setInputType(ROWS).build();
    MultiLayerNetwork plain = new MultiLayerNetwork(configuration.clone());
    plain.init();
    MultiLayerNetwork planned = FastNetworks.of(configuration.clone());
    planned.init();
    assertEquals(Optional.of("it has a LossLayer"), obstacle(planned, ROWS));
    assertSameTraining(plain, planned, step -> batch(step, ROWS));
  }

  @Test
  void sparseLabels() {
    var list = settings().list().layer(dense().build());
    list.layer(
        new OutputLayer.Builder(LossFunction.SPARSE_MCXENT)
            .nOut(CLASSES)
            .activation(Activation.SOFTMAX)
            .build());
    MultiLayerConfiguration configuration = list.setInputType(ROWS).build();
    MultiLayerNetwork plain = new MultiLayerNetwork(configuration.clone());
    plain.init();
    MultiLayerNetwork planned = FastNetworks.of(configuration.clone());
    planned.init();
    assertSameTraining(
        plain,
        planned,
        step -> {
          DataSet batch = batch(step, ROWS);
          INDArray numbers = Nd4j.argMax(batch.getLabels(), 1).reshape(BATCH, 1);
          return new DataSet(batch.getFeatures(), numbers.castTo(DataType.FLOAT));
        });
  }

  /** Is shown what every layer makes of a minibatch. */
  private static final class Onlooker extends BaseTrainingListener {
    private final List<Integer> shown = new ArrayList<>();

    @Override
    public void onForwardPass(Model model, List<INDArray> activations) {
      shown.add(activations.size());
    }

    @Override
    public void onForwardPass(Model model, Map<String, INDArray> activations) {
      shown.add(activations.size());
    }
  }

  @Test
  void listenersThatReadActivations() {
    MultiLayerConfiguration configuration = configuration(ROWS, List.of(dense().build()));
    MultiLayerNetwork plain = new MultiLayerNetwork(configuration.clone());
    plain.init();
    MultiLayerNetwork planned = FastNetworks.of(configuration.clone());
    planned.init();
    Onlooker onlooker = new Onlooker();
    Onlooker expected = new Onlooker();
    planned.setListeners(onlooker);
    plain.setListeners(expected);
    assertSameTraining(plain, planned, step -> batch(step, ROWS));
    assertFalse(expected.shown.isEmpty());
    assertEquals(expected.shown, onlooker.shown);
  }

  @Test
  void severalInputs() {
    var graph = settings().graphBuilder().addInputs("left", "right");
    graph
        .addLayer("both", dense().nIn(14).build(), "left", "right")
        .addLayer("out", output(), "both")
        .setOutputs("out")
        .setInputTypes(ROWS, ROWS);
    var configuration = graph.build();
    ComputationGraph plain = new ComputationGraph(configuration.clone());
    plain.init();
    ComputationGraph planned = FastNetworks.of(configuration.clone());
    planned.init();
    assertEquals(Optional.of("it has several inputs or outputs"), obstacle(planned, ROWS));
    for (int step = 0; step < STEPS; step++) {
      INDArray left = batch(step, ROWS).getFeatures();
      INDArray right = batch(step + 100, ROWS).getFeatures();
      INDArray labels = batch(step, ROWS).getLabels();
      var both = new MultiDataSet(new INDArray[] {left, right}, new INDArray[] {labels});
      plain.fit(both);
      planned.fit(both);
    }
    assertSameParameters(plain, planned);
  }

  static Stream<Arguments> graphs() {
    return Stream.of(
        Arguments.of(
            "it has a ScaleVertex named top",
            (Consumer<Tree>) tree -> tree.vertex("top", new ScaleVertex(0.5), "a")),
        Arguments.of(
            "it has a ElementWiseVertex named top",
            (Consumer<Tree>)
                tree ->
                    tree.vertex(
                        "top", new ElementWiseVertex(ElementWiseVertex.Op.Product), "a", "b")));
  }

  /** A graph of two dense layers, to which a test adds the vertex {@code top}. */
  private record Tree(org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder graph) {
    void vertex(
        String name, org.deeplearning4j.nn.conf.graph.GraphVertex vertex, String... inputs) {
      graph.addVertex(name, vertex, inputs);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("graphs")
  void graphsTrainAsByDl4j(String obstacle, Consumer<Tree> top) {
    var graph = settings().graphBuilder().addInputs("in").setInputTypes(ROWS);
    graph.addLayer("a", dense().build(), "in").addLayer("b", dense().build(), "a");
    top.accept(new Tree(graph));
    graph.addLayer("other", new ActivationLayer(Activation.RELU), "b");
    graph.addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "top", "other");
    graph.addLayer("out", output(), "sum").setOutputs("out");
    var configuration = graph.build();
    ComputationGraph plain = new ComputationGraph(configuration.clone());
    plain.init();
    ComputationGraph planned = FastNetworks.of(configuration.clone());
    planned.init();
    assertEquals(Optional.of(obstacle), obstacle(planned, ROWS));
    assertSameTraining(plain, planned, step -> batch(step, ROWS));
  }
}
