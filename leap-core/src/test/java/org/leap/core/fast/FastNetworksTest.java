package org.leap.core.fast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.leap.core.NetworkView;
import org.leap.core.gradient.GradientTreatment;
import org.leap.core.gradient.GradientTreatment.Clip;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class FastNetworksTest {
  private static final int STEPS = 10;

  @ParameterizedTest
  @EnumSource(
      value = WorkspaceMode.class,
      names = {"ENABLED", "NONE"})
  void workspacesChangeNothing(WorkspaceMode mode) {
    var settings = settings().trainingWorkspaceMode(mode).inferenceWorkspaceMode(mode);
    assertSameBits(
        Twins.of(settings.list().layer(dense(20)).layer(dense(8)).layer(output()).build()));
  }

  @Test
  void graphsOfDenseLayersAreBitIdenticalToDl4j() {
    assertSameBits(
        Twins.of(
            settings()
                .dropOut(0.8)
                .graphBuilder()
                .addInputs("in")
                .addLayer("left", dense(20), "in")
                .addLayer("right", dense(20), "in")
                .addLayer("both", dense(16), "left", "right")
                .addLayer("out", output(), "both")
                .setOutputs("out")
                .build()));
  }

  @Test
  void constraintsAreBitIdenticalToDl4j() {
    assertSameBits(
        Twins.of(
            settings()
                .constrainWeights(new MaxNormConstraint(0.5, 1))
                .list()
                .layer(dense(20))
                .layer(output())
                .build()));
  }

  @Test
  void cacheModeIsBitIdenticalToDl4j() {
    assertSameBits(
        Twins.of(
            settings()
                .cacheMode(CacheMode.DEVICE)
                .list()
                .layer(dense(20))
                .layer(dense(8))
                .layer(output())
                .build()));
  }

  @Test
  void masksAreBitIdenticalToDl4j() {
    Twins twins =
        Twins.of(settings().list().layer(dense(20)).layer(dense(8)).layer(output()).build());
    for (int step = 0; step < STEPS; step++) {
      DataSet batch = Twins.batch(step, 5, 13, 20);
      INDArray mask = Nd4j.ones(DataType.FLOAT, 13, 1);
      mask.putScalar(step, 0);
      batch.setFeaturesMaskArray(mask);
      batch.setLabelsMaskArray(mask.dup());
      twins.fit(batch, step);
    }
    twins.assertSameBits();
    twins.assertSameScore();
  }

  @Test
  void frozenLayersAreBitIdenticalToDl4j() {
    assertSameBits(
        Twins.of(
            settings()
                .list()
                .layer(new FrozenLayer(dense(20)))
                .layer(dense(8))
                .layer(new FrozenLayerWithBackprop(dense(8)))
                .layer(output())
                .build()));
  }

  @Test
  void singleLayerIsBitIdenticalToDl4j() {
    assertSameBits(
        Twins.of(
            settings()
                .list()
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(20)
                        .nOut(5)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build()));
  }

  @Test
  void inputGradientIsThereForThoseWhoAsk() {
    Twins twins = Twins.of(settings().list().layer(dense(20)).layer(output()).build());
    DataSet batch = Twins.batch(0, 5, 13, 20);
    twins.fit(batch, 0);
    assertEquals(inputGradient(twins.plain(), batch), inputGradient(twins.fast(), batch));
  }

  private static INDArray inputGradient(Object network, DataSet batch) {
    Pair<Gradient, INDArray> gradients =
        ((MultiLayerNetwork) network)
            .calculateGradients(batch.getFeatures(), batch.getLabels(), null, null);
    assertNotNull(gradients.getSecond());
    return gradients.getSecond();
  }

  /** With {@code miniBatch(false)} scores are sums, to which penalties come once. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void plannedScoresAreDl4js(boolean divided) {
    var stack = settings().l2(0.01).miniBatch(divided).list().layer(dense(20)).layer(output());
    MultiLayerConfiguration layers = stack.build();
    MultiLayerNetwork plain = new MultiLayerNetwork(layers.clone());
    assertSamePlannedScores(plain, FastNetworks.of(layers.clone()));
    var graph = settings().l2(0.01).miniBatch(divided).graphBuilder().addInputs("in");
    graph.addLayer("a", dense(20), "in").addLayer("out", output(), "a").setOutputs("out");
    ComputationGraphConfiguration vertices = graph.build();
    ComputationGraph plainGraph = new ComputationGraph(vertices.clone());
    assertSamePlannedScores(plainGraph, FastNetworks.of(vertices.clone()));
  }

  private static void assertSamePlannedScores(Model plain, Model planned) {
    plain.init();
    planned.init();
    assertEquals(Optional.empty(), FastNetworks.planObstacle(planned, 13, 20));
    for (int step = 0; step < STEPS; step++) {
      DataSet batch = Twins.batch(step, 5, 13, 20);
      Twins.fit(plain, batch, step);
      Twins.fit(planned, batch, step);
      assertEquals(plain.score(), planned.score(), 1e-4);
      NetworkView own = NetworkView.of(planned);
      assertEquals(NetworkView.of(plain).loss(batch), own.loss(batch), 1e-4);
    }
  }

  @SuppressWarnings("try") // arrays are made in it without its being named
  private static <T> T inCallersWorkspace(Supplier<T> action) {
    var settings =
        WorkspaceConfiguration.builder()
            .initialSize(1 << 20)
            .policyLearning(LearningPolicy.NONE)
            .build();
    try (MemoryWorkspace caller =
        Nd4j.getWorkspaceManager().getAndActivateWorkspace(settings, "CALLER")) {
      return action.get();
    }
  }

  private static void reuseCallersWorkspace() {
    inCallersWorkspace(() -> Nd4j.valueArrayOf(new long[] {13, 20}, Float.NaN, DataType.FLOAT));
  }

  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"SOFTMAX", "SIGMOID"})
  void outputsOutliveTheCallersWorkspace(Activation activation) {
    OutputLayer last = output();
    last.setActivationFn(activation.getActivationFunction());
    var list = settings().list().layer(dense(20)).layer(last).validateOutputLayerConfig(false);
    MultiLayerNetwork network = FastNetworks.of(list.build());
    network.init();
    INDArray features = Twins.batch(0, 5, 13, 20).getFeatures();
    INDArray expected = network.output(features);
    INDArray output = inCallersWorkspace(() -> network.output(features));
    reuseCallersWorkspace();
    assertFalse(output.isAttached());
    assertEquals(expected, output);
  }

  /** Features of another type are converted once for all runs. */
  @Test
  void productsOutliveTheCallersWorkspace() {
    MultiLayerNetwork network =
        FastNetworks.of(settings().list().layer(dense(20)).layer(output()).build());
    network.init();
    DataSet batch = Twins.batch(0, 5, 13, 20);
    NetworkView.of(network).gradient(batch.getFeatures(), batch.getLabels());
    INDArray features = batch.getFeatures().castTo(DataType.DOUBLE);
    Optional<Runnable> products =
        inCallersWorkspace(() -> FastNetworks.products(network, features));
    reuseCallersWorkspace();
    products.orElseThrow().run();
    assertFalse(Float.isNaN(network.getGradientsViewArray().sumNumber().floatValue()));
  }

  /** DL4J's solver leaves the caller's workspace before it calls listeners. */
  @Test
  void listenersKeepArraysFromStepToStep() {
    var configuration = settings().list().layer(dense(20)).layer(output()).build();
    MultiLayerNetwork plain = new MultiLayerNetwork(configuration.clone());
    MultiLayerNetwork planned = FastNetworks.of(configuration.clone());
    for (MultiLayerNetwork network : List.of(plain, planned)) {
      network.init();
      new GradientTreatment(0.5, Clip.NONE, 0, 0, 0, 0).attach(network);
      for (int step = 0; step < STEPS; step++) {
        DataSet batch = Twins.batch(step, 5, 13, 20);
        inCallersWorkspace(
            () -> NetworkView.of(network).fit(batch.getFeatures(), batch.getLabels()));
      }
    }
    assertArrayEquals(
        plain.params().dup().data().asFloat(), planned.params().dup().data().asFloat(), 1e-5f);
  }

  @Test
  void plainDl4jRestoresTheModel() throws IOException {
    MultiLayerNetwork network = FastNetworks.of(ConvolutionNetworksTest.lenet());
    network.init();
    for (int step = 0; step < 3; step++) {
      Twins.fit(network, Twins.batch(step, 10, 8, 784), step);
    }
    var bytes = new ByteArrayOutputStream();
    ModelSerializer.writeModel(network, bytes, true);
    MultiLayerNetwork restored =
        ModelSerializer.restoreMultiLayerNetwork(new ByteArrayInputStream(bytes.toByteArray()));
    assertSame(MultiLayerNetwork.class, restored.getClass());
    INDArray features = Twins.batch(9, 10, 8, 784).getFeatures();
    INDArray difference = network.output(features).sub(restored.output(features));
    assertEquals(0, difference.amaxNumber().doubleValue(), 1e-5);
  }

  @Test
  void uncoveredLayersStayDl4js() {
    MultiLayerNetwork network =
        FastNetworks.of(
            settings()
                .list()
                .layer(new DenseLayer.Builder().nIn(20).nOut(8).hasLayerNorm(true).build())
                .layer(dense(8))
                .layer(output())
                .build());
    network.init();
    assertSame(
        org.deeplearning4j.nn.layers.feedforward.dense.DenseLayer.class,
        network.getLayer(0).getClass());
    assertSame(FastDenseLayer.class, network.getLayer(1).getClass());
    Twins.fit(network, Twins.batch(0, 5, 13, 20), 0);
    assertFalse(Double.isNaN(network.score()));
  }

  private static NeuralNetConfiguration.Builder settings() {
    return new NeuralNetConfiguration.Builder()
        .seed(5)
        .activation(Activation.RELU)
        .updater(new Adam(1e-3));
  }

  private static DenseLayer dense(int inputs) {
    return new DenseLayer.Builder().nIn(inputs).nOut(8).build();
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nIn(8)
        .nOut(5)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static void assertSameBits(Twins twins) {
    for (int step = 0; step < STEPS; step++) {
      twins.fit(Twins.batch(step, 5, 13, 20), step);
    }
    twins.assertSameBits();
    twins.assertSameScore();
  }
}
