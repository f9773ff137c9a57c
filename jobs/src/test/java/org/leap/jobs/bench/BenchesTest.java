package org.leap.jobs.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.leap.core.step.Precision;
import org.leap.spark.engine.ReductionChoice;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;

class BenchesTest {
  private static final Duration SHORT = Duration.ofMillis(1);

  @Test
  void theEngineIsMeasuredBesideItsPeers() {
    EngineFigures figures =
        EngineFigures.measure(BenchOptimizer.SGD, new Load(BenchModel.MLP, 2, 2, 4, 4), SHORT);
    JsonNode json = new ObjectMapper().valueToTree(figures);
    List<String> names = new ArrayList<>();
    json.fieldNames().forEachRemaining(names::add);
    assertEquals(
        List.of(
            "model",
            "workers",
            "averagingFrequency",
            "examplesPerSecond",
            "dl4jMasterExamplesPerSecond",
            "singleWorkerExamplesPerSecond",
            "roundOverheadMs",
            "torch"),
        names);
    assertTrue(
        figures.examplesPerSecond() > 0 && figures.dl4jMasterExamplesPerSecond() > 0,
        json::toString);
    assertTrue(
        figures.singleWorkerExamplesPerSecond() > 0 && figures.roundOverheadMs() > 0,
        json::toString);
    assertEquals("mlp", figures.model());
    assertNull(figures.torch());
    assertEquals(2, figures.workers());
    assertEquals(2, figures.averagingFrequency());
  }

  @Test
  void bothMastersAreMeasuredWithOneProgram() {
    MasterFigures figures =
        MasterFigures.measure(BenchOptimizer.SGD, new Load(BenchModel.MLP, 2, 2, 4, 4), SHORT);
    assertTrue(figures.examplesPerSecond() > 0 && figures.dl4jMasterExamplesPerSecond() > 0);
    assertTrue(figures.dl4jExportExamplesPerSecond() > 0);
    assertTrue(figures.speedup() > 0 && figures.exportSpeedup() > 0);
    assertTrue(figures.repeatable());
  }

  @Test
  void readingIsMeasuredBesideSparkAndTheDecoder() {
    ReadingFigures figures = ReadingFigures.measure(50, SHORT, SHORT);
    assertEquals(50, figures.rows());
    assertTrue(figures.numbers() > 0 && figures.sparkNumbers() > 0);
    assertTrue(figures.images() > 0 && figures.sparkImages() > 0);
    // Whoever reads images decodes them, and no faster than one who does nothing else.
    assertTrue(figures.images() < 2 * figures.decodedImages(), figures::toString);
  }

  @Test
  void aConvolutionalStepHasTheFloorOfItsConvolutions() {
    StepFigures figures =
        StepFigures.measure(
            new StepSetting(BenchModel.LENET, 2, BenchOptimizer.ADAM, Precision.FLOAT32),
            SHORT,
            SHORT);
    assertEquals("lenet", figures.model());
    assertEquals("adam", figures.optimizer());
    assertEquals(2, figures.batchSize());
    assertTrue(figures.plainMs() > 0 && figures.leapMs() > 0 && figures.naiveLeapMs() > 0);
    assertTrue(figures.floorMs() > 0);
    assertNull(figures.torch());
  }

  @Test
  void roundsAreMeasuredForBothReductions() {
    for (ReductionChoice reduction : List.of(ReductionChoice.DIRECT, ReductionChoice.SLICED)) {
      RoundFigures figures = RoundFigures.measure(reduction, 3, 2, 4);
      assertEquals(reduction, figures.reduction());
      assertEquals(3, figures.workers());
      assertTrue(figures.outsideMs() >= figures.loadMs() && figures.loadMs() > 0);
      assertTrue(figures.emptyJobMs() > 0);
      assertEquals(figures.outsideMs() * 1e6 / 3 / 1_796_010, figures.nsPerParameterMoved(), 1e-9);
    }
  }

  @Test
  void memoryIsSampledAtEqualDistances() {
    List<MemoryFigures> samples = MemoryFigures.measure(ReductionChoice.DIRECT, 6, 2);
    assertEquals(List.of(2, 4, 6), samples.stream().map(MemoryFigures::round).toList());
    samples.forEach(
        sample -> assertTrue(sample.heapMb() > 1 && sample.threads() > 1, sample::toString));
  }

  @Test
  void theNaivePeerPerturbsTheUpdateAndTrainsOn() {
    INDArray plain = trained(new Sgd(0.01));
    assertNotEquals(plain, trained(new NaiveLeap(new Sgd(0.01), 0.5f)));
    assertEquals(plain, trained(new NaiveLeap(new Sgd(0.01), 0f)));
  }

  @ParameterizedTest
  @EnumSource(names = {"RESNET18", "GOOGLENET"})
  void largerNetworksAreThoseOfTheZooAndPlanned(BenchModel model) {
    var loop =
        new ReplicaLoop(
            model.blueprint(new Sgd(0.01)), List.of(ReplicaLoop.minibatches(model, 1, 1).get(0)));
    assertEquals(model == BenchModel.RESNET18 ? 11_173_962 : 5_602_474, loop.trainedParameters());
    assertTrue(loop.products().isPresent());
  }

  private static INDArray trained(IUpdater updater) {
    MultiLayerConfiguration configuration =
        MultiLayerConfiguration.fromJson(BenchModel.MLP.blueprint(updater).json());
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    network.fit(new SyntheticData(BenchModel.MLP.shape(), 4, 1).minibatches(4, true).get(0));
    return network.params();
  }

  @Test
  void syntheticMinibatchesHoldTheBytesOfTheirExamples() {
    SyntheticData data = new SyntheticData(BenchModel.MLP.shape(), 5, 3);
    List<DataSet> minibatches = data.minibatches(2, true);
    assertEquals(3, minibatches.size());
    assertEquals(1, minibatches.get(2).numExamples());
    byte[] row = new byte[784];
    data.copyFeatures(3, row, 0);
    INDArray second = minibatches.get(1).getFeatures().getRow(1);
    assertEquals((row[700] & 0xff) / 255f, second.getFloat(700));
    assertEquals(1, minibatches.get(1).getLabels().getFloat(1, data.label(3)));
    assertArrayEquals(
        new long[] {2, 1, 28, 28}, data.minibatches(2, false).get(0).getFeatures().shape());
  }
}
