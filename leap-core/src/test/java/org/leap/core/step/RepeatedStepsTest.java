package org.leap.core.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.leap.core.NetworkView;
import org.leap.core.fast.FastNetworks;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Steps have the same bits whatever happens before, beside and between them. */
class RepeatedStepsTest {
  private static final int STEPS = 6;
  private static final int WHOLE = 9;
  private static final int LAST = 4;

  @ParameterizedTest
  @EnumSource
  void sameBitsOnEveryRun(Architecture architecture) {
    assertArrayEquals(trained(architecture), trained(architecture));
  }

  /** Every third minibatch is short. */
  private static float[] trained(Architecture architecture) {
    return trained(architecture.planned(), architecture, 0, STEPS);
  }

  private static float[] trained(Model network, Architecture architecture, int from, int to) {
    for (int step = from; step < to; step++) {
      fit(network, minibatch(architecture, step));
    }
    return bits(network.params());
  }

  private static DataSet minibatch(Architecture architecture, int step) {
    return architecture.batch(step, step % 3 == 2 ? LAST : WHOLE);
  }

  private static void fit(Model network, DataSet batch) {
    NetworkView.of(network).fit(batch.getFeatures(), batch.getLabels());
  }

  private static float[] bits(INDArray array) {
    return array.dup().data().asFloat();
  }

  @ParameterizedTest
  @EnumSource
  void sameBitsInNetworksThatTrainAtOnce(Architecture architecture) throws Exception {
    float[] expected = trained(architecture);
    var threads = Executors.newFixedThreadPool(2);
    try {
      List<Callable<float[]>> tasks = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        tasks.add(() -> trained(architecture));
      }
      for (Future<float[]> result : threads.invokeAll(tasks)) {
        assertArrayEquals(expected, result.get());
      }
    } finally {
      threads.shutdown();
    }
  }

  @ParameterizedTest
  @EnumSource
  void answersInBetweenChangeNothing(Architecture architecture) {
    Model network = architecture.planned();
    NetworkView view = NetworkView.of(network);
    for (int step = 0; step < STEPS; step++) {
      view.output(architecture.batch(100, WHOLE + 3).getFeatures());
      view.loss(architecture.batch(101, WHOLE));
      fit(network, minibatch(architecture, step));
      view.loss(architecture.batch(102, 1));
      view.output(architecture.batch(103, WHOLE).getFeatures());
    }
    assertArrayEquals(trained(architecture), bits(network.params()));
  }

  /** More sizes than programs are kept. */
  @Test
  void sameBitsAfterManyOtherSizes() {
    Model network = Architecture.RESNET.planned();
    NetworkView view = NetworkView.of(network);
    DataSet batch = Architecture.RESNET.batch(1, WHOLE);
    float[] expected = bits(view.gradient(batch.getFeatures(), batch.getLabels()));
    for (int examples = 1; examples < 30; examples++) {
      DataSet other = Architecture.RESNET.batch(2, examples);
      view.gradient(other.getFeatures(), other.getLabels());
    }
    assertArrayEquals(expected, bits(view.gradient(batch.getFeatures(), batch.getLabels())));
  }

  @ParameterizedTest
  @EnumSource
  void sameBitsAfterSavingAndLoading(Architecture architecture) throws IOException {
    Model network = architecture.planned();
    trained(network, architecture, 0, STEPS / 2);
    var bytes = new ByteArrayOutputStream();
    ModelSerializer.writeModel(network, bytes, true);
    Model resumed = loaded(network, bytes.toByteArray());
    assertArrayEquals(trained(architecture), trained(resumed, architecture, STEPS / 2, STEPS));
  }

  private static Model loaded(Model like, byte[] bytes) throws IOException {
    var stream = new ByteArrayInputStream(bytes);
    if (like instanceof MultiLayerNetwork) {
      MultiLayerNetwork saved = ModelSerializer.restoreMultiLayerNetwork(stream, true);
      MultiLayerNetwork network = FastNetworks.of(saved.getLayerWiseConfigurations());
      network.init(saved.params(), false);
      network.getUpdater().setStateViewArray(network, saved.getUpdater().getStateViewArray(), true);
      return network;
    }
    ComputationGraph saved = ModelSerializer.restoreComputationGraph(stream, true);
    ComputationGraph network = FastNetworks.of(saved.getConfiguration());
    network.init(saved.params(), false);
    network.getUpdater().setStateViewArray(saved.getUpdater().getStateViewArray());
    return network;
  }

  @ParameterizedTest
  @EnumSource
  void newParametersAreUsedAtOnce(Architecture architecture) {
    Model trained = architecture.planned();
    trained(trained, architecture, 0, 2);
    Model other = architecture.planned();
    DataSet batch = architecture.batch(7, WHOLE);
    NetworkView view = NetworkView.of(other);
    view.gradient(batch.getFeatures(), batch.getLabels());
    view.output(batch.getFeatures());
    other.setParams(trained.params().dup());
    assertSameAnswers(NetworkView.of(trained), view, batch);
  }

  /** As a caller has it who keeps the parameters of several networks in one array. */
  @ParameterizedTest
  @EnumSource
  void parametersMayLieWithinALargerArray(Architecture architecture) {
    Model network = architecture.planned();
    long length = network.numParams();
    INDArray larger = Nd4j.ones(DataType.FLOAT, 1, length + 100);
    INDArray within = larger.get(NDArrayIndex.all(), NDArrayIndex.interval(37, 37 + length));
    within.assign(network.params());
    Model other = architecture.planned(within);
    DataSet batch = architecture.batch(7, WHOLE);
    assertSameAnswers(NetworkView.of(network), NetworkView.of(other), batch);
  }

  private static void assertSameAnswers(NetworkView one, NetworkView other, DataSet batch) {
    INDArray features = batch.getFeatures();
    assertArrayEquals(bits(one.output(features)), bits(other.output(features)));
    assertEquals(one.loss(batch), other.loss(batch));
    assertArrayEquals(
        bits(one.gradient(features, batch.getLabels())),
        bits(other.gradient(features, batch.getLabels())));
  }

  static Stream<Arguments> formsOfFeatures() {
    INDArray images = Architecture.RESNET.batch(5, WHOLE).getFeatures();
    INDArray more = Nd4j.concat(0, Architecture.RESNET.batch(6, 3).getFeatures(), images);
    return Stream.of(
        Arguments.of("Fortran order", images.dup('f')),
        Arguments.of("double", images.castTo(DataType.DOUBLE)),
        Arguments.of("a part", more.get(NDArrayIndex.interval(3, 3 + WHOLE))),
        Arguments.of("channels last", images.permute(0, 2, 3, 1).dup('c').permute(0, 3, 1, 2)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("formsOfFeatures")
  void featuresInAnyForm(String form, INDArray features) {
    NetworkView view = NetworkView.of(Architecture.RESNET.planned());
    DataSet batch = Architecture.RESNET.batch(5, WHOLE);
    float[] expected = bits(view.gradient(batch.getFeatures(), batch.getLabels()));
    assertArrayEquals(expected, bits(view.gradient(features, batch.getLabels())));
    assertArrayEquals(bits(view.output(batch.getFeatures())), bits(view.output(features)));
  }

  @Test
  void labelsInAnyForm() {
    NetworkView view = NetworkView.of(Architecture.RESNET.planned());
    DataSet batch = Architecture.RESNET.batch(5, WHOLE);
    INDArray features = batch.getFeatures();
    INDArray labels = batch.getLabels();
    float[] expected = bits(view.gradient(features, labels));
    INDArray more = Nd4j.concat(0, Architecture.RESNET.batch(6, 3).getLabels(), labels);
    INDArray wider = Nd4j.concat(1, Nd4j.ones(DataType.FLOAT, WHOLE, 2), labels);
    INDArray part = more.get(NDArrayIndex.interval(3, 3 + WHOLE));
    INDArray columns =
        wider.get(NDArrayIndex.all(), NDArrayIndex.interval(2, 2 + Architecture.CLASSES));
    for (INDArray form : List.of(labels.dup('f'), labels.castTo(DataType.INT32), part, columns)) {
      assertArrayEquals(expected, bits(view.gradient(features, form)));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("formsOfFeatures")
  void featuresWithinAWorkspace(String form, INDArray features) {
    NetworkView view = NetworkView.of(Architecture.RESNET.planned());
    DataSet batch = Architecture.RESNET.batch(5, WHOLE);
    float[] expected = bits(view.gradient(batch.getFeatures(), batch.getLabels()));
    for (int i = 0; i < 3; i++) {
      try (MemoryWorkspace workspace =
          Nd4j.getWorkspaceManager().getAndActivateWorkspace("WITHIN")) {
        INDArray own = features.dup(features.ordering());
        assertArrayEquals(
            expected, bits(view.gradient(own, batch.getLabels().dup())), workspace.getId());
      }
    }
  }

  @Test
  void sameBitsFromAnIterator() {
    List<DataSet> examples =
        IntStream.range(0, STEPS).mapToObj(s -> Architecture.LENET.batch(s, WHOLE)).toList();
    var expected = (MultiLayerNetwork) Architecture.LENET.planned();
    examples.forEach(expected::fit);
    var network = (MultiLayerNetwork) Architecture.LENET.planned();
    List<DataSet> fortran =
        examples.stream()
            .flatMap(batch -> batch.asList().stream())
            .map(one -> new DataSet(one.getFeatures().dup('f'), one.getLabels()))
            .toList();
    network.fit(new ListDataSetIterator<>(fortran, WHOLE));
    assertArrayEquals(bits(expected.params()), bits(network.params()));
  }

  @Test
  void plansThatAreClosedFreeTheirMemory() {
    NetworkPlan plan = Plans.of(Architecture.LENET.plain(), Precision.FLOAT32);
    try (plan) {
      DataSet batch = Architecture.LENET.batch(0, WHOLE);
      plan.gradient(batch.getFeatures(), batch.getLabels());
      assertTrue(plan.bytes() > 0);
    }
    assertEquals(0, plan.bytes());
  }

  @Test
  void plansRefuseWhatTheyDoNotCover() {
    INDArray features = Nd4j.ones(DataType.FLOAT, 2, 3);
    try (NetworkPlan plan = Plans.of(Architecture.LENET.plain(), Precision.FLOAT32)) {
      var error = assertThrows(IllegalArgumentException.class, () -> plan.output(features));
      assertEquals(
          "The network cannot be planned: images [2, 1, 28, 28] are given as [2, 3]",
          error.getMessage());
    }
  }
}
