package org.leap.spark.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.leap.spark.dl4j.MasterFixture.examples;
import static org.leap.spark.dl4j.MasterFixture.graph;
import static org.leap.spark.dl4j.MasterFixture.local;
import static org.leap.spark.dl4j.MasterFixture.master;
import static org.leap.spark.dl4j.MasterFixture.network;
import static org.leap.spark.dl4j.MasterFixture.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.EarlyStoppingResult;
import org.deeplearning4j.earlystopping.saver.InMemoryModelSaver;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.termination.MaxScoreIterationTerminationCondition;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.earlystopping.SparkDataSetLossCalculator;
import org.deeplearning4j.spark.earlystopping.SparkEarlyStoppingTrainer;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.core.Leap;
import org.leap.core.Perturbation;
import org.leap.spark.engine.AveragingFrequency;
import org.leap.spark.engine.DivergedException;
import org.leap.spark.engine.OuterOptimizer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

class LeapTrainingMasterTest {
  private static JavaSparkContext spark;

  @BeforeAll
  static void start() {
    spark = new JavaSparkContext(MasterFixture.conf(true));
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  private static JavaRDD<DataSet> rdd(List<DataSet> data, int partitions) {
    return spark.parallelize(data, partitions);
  }

  @Test
  void oneWorkerTrainsAsDl4jDoesOnOneMachine() {
    List<DataSet> minibatches = examples(50, 8);
    float[] expected = local(network(), minibatches).params().toFloatVector();

    assertArrayEquals(
        expected,
        train(spark, network(), master(1).recompute(true).build(), rdd(examples(50, 1), 3), 1));
    assertArrayEquals(
        expected, train(spark, network(), master(1).build(), rdd(minibatches, 2), 1), 1e-5f);
  }

  @Test
  void oneWorkerTrainsAGraphAsDl4jDoesOnOneMachine() {
    ComputationGraph local = new ComputationGraph(graph());
    local.init();
    examples(50, 8).forEach(local::fit);

    SparkComputationGraph trained =
        new SparkComputationGraph(spark, graph(), master(1).recompute(true).build());
    trained.fit(rdd(examples(50, 5), 4));
    assertArrayEquals(
        local.params().toFloatVector(), trained.getNetwork().params().toFloatVector());

    SparkComputationGraph fromMulti =
        new SparkComputationGraph(spark, graph(), master(1).recompute(true).build());
    JavaRDD<MultiDataSet> multi = rdd(examples(50, 5), 4).map(DataSet::toMultiDataSet);
    fromMulti.fitMultiDataSet(multi);
    assertArrayEquals(
        local.params().toFloatVector(), fromMulti.getNetwork().params().toFloatVector());
  }

  @Test
  void workersAreAveragedByTheExamplesTheyTrained() {
    List<DataSet> all = examples(51, 1);
    // One round: worker 0 has 25 examples, worker 1 has 26; both end in a short minibatch.
    float[] first = local(network(), batched(all.subList(0, 25))).params().toFloatVector();
    float[] second = local(network(), batched(all.subList(25, 51))).params().toFloatVector();
    float[] expected = new float[first.length];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = (float) ((25.0 * first[i] + 26.0 * second[i]) / 51);
    }

    LeapTrainingMaster master = master(2).averagingFrequency(10).recompute(true).build();
    assertArrayEquals(expected, train(spark, network(), master, rdd(all, 3), 1));
  }

  private static List<DataSet> batched(List<DataSet> examples) {
    List<DataSet> minibatches = new ArrayList<>();
    for (int from = 0; from < examples.size(); from += 8) {
      minibatches.add(DataSet.merge(examples.subList(from, Math.min(examples.size(), from + 8))));
    }
    return minibatches;
  }

  @Test
  void partitionsAndSizesOfDataSetsChangeNothing() {
    float[] expected = train(spark, network(), master(4).build(), rdd(examples(101, 1), 4), 2);
    for (int size : new int[] {1, 7, 8, 101}) {
      for (int partitions : new int[] {1, 13}) {
        JavaRDD<DataSet> data = rdd(examples(101, size), partitions);
        assertArrayEquals(
            expected,
            train(spark, network(), master(4).build(), data, 2),
            size + " examples a DataSet, " + partitions + " partitions");
      }
    }
  }

  @Test
  void emptyPartitionsChangeNothing() {
    float[] expected = train(spark, network(), master(2).build(), rdd(examples(40, 4), 2), 1);
    JavaRDD<DataSet> holes =
        rdd(List.of(), 2)
            .union(rdd(examples(40, 4), 3))
            .union(rdd(List.of(), 1))
            .union(rdd(List.of(new DataSet()), 1));
    assertArrayEquals(expected, train(spark, network(), master(2).build(), holes, 1));
  }

  @Test
  void moreWorkersThanExamplesAreAsManyAsExamples() {
    float[] expected = train(spark, network(), master(3).build(), rdd(examples(3, 1), 1), 1);
    assertArrayEquals(
        expected, train(spark, network(), master(9).build(), rdd(examples(3, 1), 2), 1));
  }

  @Test
  void noiseAndDropoutAreTheSameToTheBitEveryTime() {
    MultiLayerConfiguration dropout = network(new Adam(0.01), 0.5);
    float[] once = train(spark, dropout, master(3).sigma(0.5).build(), rdd(examples(60, 1), 2), 2);
    float[] again = train(spark, dropout, master(3).sigma(0.5).build(), rdd(examples(60, 2), 5), 2);
    assertArrayEquals(once, again);
    assertFalse(
        Arrays.equals(once, train(spark, dropout, master(3).build(), rdd(examples(60, 1), 2), 2)));
  }

  @Test
  void noiseAndOptimizerGoOnFromFitToFit() {
    // Two fits of one round each see the steps, and so the noise, that one fit of two rounds sees.
    Adam updater = new Adam(0.01);
    MultiLayerConfiguration perturbed =
        network(Leap.perturb(updater).sigma(0.5).seed(5).build(), 0);
    float[] expected = train(spark, perturbed, master(1).build(), rdd(examples(48, 1), 1), 1);

    SparkDl4jMultiLayer network =
        new SparkDl4jMultiLayer(
            spark,
            network(updater, 0),
            master(1).perturbation(Perturbation.builder().sigma(0.5).seed(5).build()).build());
    network.fit(rdd(examples(48, 1).subList(0, 24), 1));
    network.fit(rdd(examples(48, 1).subList(24, 48), 1));
    assertArrayEquals(expected, network.getNetwork().params().toFloatVector());
    assertEquals(6, network.getNetwork().getIterationCount());
    assertEquals(2, network.getNetwork().getEpochCount());
  }

  /** With one draw for each layer replicas cut optimizer state by layer, the network does not. */
  @Test
  void aTrainedNetworksOptimizerStateIsTakenOverLayerByLayer() {
    Perturbation silent = Perturbation.builder().scope(Perturbation.Scope.LAYER).sigma(0).build();
    List<SparkDl4jMultiLayer> networks = new ArrayList<>();
    for (LeapTrainingMaster master :
        List.of(master(2).build(), master(2).perturbation(silent).build())) {
      MultiLayerNetwork trained = local(network(), examples(40, 8));
      SparkDl4jMultiLayer network = new SparkDl4jMultiLayer(spark, trained, master);
      network.fit(rdd(examples(48, 1), 2));
      networks.add(network);
    }
    MultiLayerNetwork expected = networks.get(0).getNetwork();
    MultiLayerNetwork layered = networks.get(1).getNetwork();
    assertArrayEquals(expected.params().toFloatVector(), layered.params().toFloatVector());
    assertArrayEquals(
        expected.getUpdater().getStateViewArray().toFloatVector(),
        layered.getUpdater().getStateViewArray().toFloatVector());
  }

  @Test
  void savedUpdaterIsTheDefault() {
    float[] kept = train(spark, network(), master(1).build(), rdd(examples(48, 1), 1), 1);
    float[] dropped =
        train(spark, network(), master(1).saveUpdater(false).build(), rdd(examples(48, 1), 1), 1);
    assertFalse(Arrays.equals(kept, dropped));
    assertTrue(master(1).build().toJson().contains("\"saveUpdater\" : true"));
  }

  /** 70 examples of 2 workers are 5 steps an epoch; iterations go on from fit to fit. */
  @Test
  void rulesOfAveragingGoOnFromFitToFit() {
    List<Integer> ends = new ArrayList<>();
    LeapTrainingMaster master =
        master(2).averagingFrequency(new AveragingFrequency.PostLocal(7, 2)).build();
    master.setListeners(
        List.of(
            new BaseTrainingListener() {
              @Override
              public void iterationDone(Model model, int iteration, int epoch) {
                ends.add(iteration);
              }
            }));
    train(spark, network(), master, rdd(examples(70, 1), 2), 2);
    assertEquals(List.of(1, 2, 3, 4, 5, 6, 7, 9, 10), ends);
  }

  @Test
  void whatTheOuterOptimizerKeepsGoesOnFromFitToFit() {
    JavaRDD<DataSet> data = rdd(examples(70, 1), 2);
    OuterOptimizer nesterov = new OuterOptimizer.Momentum(0.7, 0.9, true);
    float[] twice = train(spark, network(), master(2).outerOptimizer(nesterov).build(), data, 2);
    assertArrayEquals(
        twice,
        train(
            spark,
            network(),
            master(2).outerOptimizer(nesterov).build(),
            rdd(examples(70, 1), 5),
            2));
    LeapTrainingMaster first = master(2).outerOptimizer(nesterov).build();
    SparkDl4jMultiLayer network = new SparkDl4jMultiLayer(spark, network(), first);
    network.fit(data);
    // Another master has nothing to go on with.
    SparkDl4jMultiLayer same =
        new SparkDl4jMultiLayer(
            spark, network.getNetwork(), master(2).outerOptimizer(nesterov).build());
    same.fit(data);
    assertFalse(Arrays.equals(twice, same.getNetwork().params().toFloatVector()));
    assertArrayEquals(
        train(spark, network(), master(2).build(), data, 2),
        train(
            spark,
            network(),
            master(2).outerOptimizer(new OuterOptimizer.Momentum(1, 0, false)).build(),
            data,
            2));
  }

  @Test
  void settingsOfAveragingAreWrittenAndRead() {
    for (OuterOptimizer outer :
        List.of(
            OuterOptimizer.none(),
            new OuterOptimizer.Momentum(0.5, 0.25, true),
            new OuterOptimizer.Adam(0.1, 0.9, 0.99, 1e-3))) {
      for (AveragingFrequency rule :
          List.of(
              new AveragingFrequency.Constant(3),
              new AveragingFrequency.Quadratic(2, 0.1, 5),
              new AveragingFrequency.PostLocal(9, 4))) {
        String json = master(1).averagingFrequency(rule).outerOptimizer(outer).build().toJson();
        assertEquals(json, LeapTrainingMaster.fromJson(json).toJson());
        assertTrue(json.contains("\"averagingRule\" : {"), json);
      }
    }
    assertFalse(master(1).build().toJson().contains("averagingRule"));
    assertFalse(master(1).build().toJson().contains("outer"));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            LeapTrainingMaster.fromJson("{\"outerOptimizer\": {\"name\": \"java.lang.Object\"}}"));
  }

  @Test
  void pathsAndExportGiveTheBitsOfTheRddItself(@TempDir Path folder) throws IOException {
    List<DataSet> data = examples(70, 6);
    float[] expected = train(spark, network(), master(2).build(), rdd(data, 3), 2);

    List<String> paths = new ArrayList<>();
    for (DataSet set : data) {
      Path file = folder.resolve("set-" + paths.size() + ".bin");
      set.save(file.toFile());
      paths.add(file.toUri().toString());
    }
    SparkDl4jMultiLayer fromPaths = new SparkDl4jMultiLayer(spark, network(), master(2).build());
    JavaRDD<String> pathRdd = spark.parallelize(paths, 2);
    fromPaths.fitPaths(pathRdd);
    fromPaths.fitPaths(pathRdd);
    assertArrayEquals(expected, fromPaths.getNetwork().params().toFloatVector());

    Path exports = folder.resolve("exports");
    LeapTrainingMaster exporting =
        master(2)
            .rddTrainingApproach(RDDTrainingApproach.Export)
            .exportDirectory(exports.toUri().toString())
            .build();
    SparkDl4jMultiLayer exported = new SparkDl4jMultiLayer(spark, network(), exporting);
    JavaRDD<DataSet> rdd = rdd(data, 3);
    exported.fit(rdd);
    assertEquals(2, chunks(exports), "one file for each worker's chunk");
    exported.fit(rdd);
    assertArrayEquals(expected, exported.getNetwork().params().toFloatVector());
    assertTrue(exporting.deleteTempFiles(spark));
    assertEquals(0, chunks(exports));
  }

  private static long chunks(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.getFileName().toString().startsWith("chunk-")).count();
    }
  }

  @Test
  void javaSerializationGivesTheSameBits() {
    float[] kryo = train(spark, network(), master(2).build(), rdd(examples(40, 4), 2), 1);
    spark.close();
    float[] java;
    try (JavaSparkContext plain = new JavaSparkContext(MasterFixture.conf(false))) {
      LeapTrainingMaster serialized =
          master(2).storageLevel(org.apache.spark.storage.StorageLevel.DISK_ONLY()).build();
      java = train(plain, network(), serialized, plain.parallelize(examples(40, 4), 2), 1);
    } finally {
      spark = new JavaSparkContext(MasterFixture.conf(true));
    }
    assertArrayEquals(kryo, java);
    LeapTrainingMaster onDisk =
        master(2).storageLevel(org.apache.spark.storage.StorageLevel.DISK_ONLY()).build();
    assertArrayEquals(kryo, train(spark, network(), onDisk, rdd(examples(40, 4), 2), 1));
  }

  @Test
  void theCallersRddIsNotPersisted() {
    JavaRDD<DataSet> data = rdd(examples(40, 4), 2).cache();
    data.count();
    train(spark, network(), master(2).build(), data, 1);
    assertTrue(data.getStorageLevel().useMemory());
    LeapTrainingMaster master = master(2).build();
    train(spark, network(), master, data, 1);
    assertEquals(
        1, spark.getPersistentRDDs().values().stream().filter(r -> r.id() == data.id()).count());
    data.unpersist();
  }

  @Test
  void earlyStoppingStopsAndKeepsTheBest() {
    MultiLayerNetwork network = new MultiLayerNetwork(network());
    network.init();
    JavaRDD<DataSet> data = rdd(examples(60, 4), 2);
    EarlyStoppingConfiguration<MultiLayerNetwork> configuration =
        new EarlyStoppingConfiguration.Builder<MultiLayerNetwork>()
            .epochTerminationConditions(new MaxEpochsTerminationCondition(4))
            .iterationTerminationConditions(new MaxScoreIterationTerminationCondition(50))
            .scoreCalculator(new SparkDataSetLossCalculator(data, true, spark.sc()))
            .modelSaver(new InMemoryModelSaver<>())
            .build();
    EarlyStoppingResult<MultiLayerNetwork> result =
        new SparkEarlyStoppingTrainer(spark, master(2).build(), configuration, network, data).fit();
    assertEquals(4, result.getTotalEpochs());
    assertNotNull(result.getBestModel());
    assertTrue(
        result.getBestModelScore() < result.getScoreVsEpoch().get(-1), "training lowers the score");
  }

  @Test
  void listenersAreToldOfEveryAverage() {
    List<String> told = new ArrayList<>();
    SparkDl4jMultiLayer network = new SparkDl4jMultiLayer(spark, network(), master(1).build());
    network.setListeners(
        new BaseTrainingListener() {
          @Override
          public void iterationDone(Model model, int iteration, int epoch) {
            told.add(iteration + " " + epoch + " " + Double.isFinite(model.score()));
          }

          @Override
          public void onEpochEnd(Model model) {
            told.add("end");
          }
        });
    network.fit(rdd(examples(56, 1), 1));
    assertEquals(List.of("3 0 true", "6 0 true", "7 0 true", "end"), told);
    assertTrue(network.getScore() > 0);
  }

  @Test
  void statisticsNeedNoTimeServer(@TempDir Path folder) throws IOException {
    LeapTrainingMaster master = master(1).collectTrainingStats(true).build();
    SparkDl4jMultiLayer network = new SparkDl4jMultiLayer(spark, network(), master);
    network.fit(rdd(examples(56, 1), 1));
    assertEquals(3, network.getSparkTrainingStats().getValue("RoundMs").size());
    assertTrue(network.getSparkTrainingStats().statsAsString().contains("PlaceDataMs"));
    network.getSparkTrainingStats().exportStatFiles(folder.toUri().toString(), spark.sc());
    assertTrue(Files.readString(folder.resolve("RoundMs.txt")).contains("durationMs"));
    IllegalArgumentException unknown =
        assertThrows(
            IllegalArgumentException.class, () -> network.getSparkTrainingStats().getValue("Fast"));
    assertTrue(unknown.getMessage().startsWith("Unknown key: \"Fast\", known are [PlaceDataMs"));
    master.setCollectTrainingStats(false);
    assertEquals(null, master.getTrainingStats());
  }

  @Test
  void settingsSurviveJsonAndYaml() {
    LeapTrainingMaster master =
        master(3)
            .perturbation(Perturbation.builder().sigma(0.25).truncation(3).seed(9).build())
            .exportDirectory("hdfs://x/y")
            .build();
    assertEquals(master.toJson(), LeapTrainingMaster.fromJson(master.toJson()).toJson());
    assertEquals(master.toJson(), LeapTrainingMaster.fromYaml(master.toYaml()).toJson());
    assertEquals(
        new LeapTrainingMaster.Builder().sigma(0.1).build().toJson(),
        LeapTrainingMaster.fromJson(new LeapTrainingMaster.Builder().sigma(0.1).build().toJson())
            .toJson());

    IllegalArgumentException unknown =
        assertThrows(
            IllegalArgumentException.class,
            () -> LeapTrainingMaster.fromJson("{\"batchSize\": 3}"));
    assertTrue(unknown.getMessage().contains("batchSize"), unknown.getMessage());
    IllegalArgumentException wrong =
        assertThrows(
            IllegalArgumentException.class,
            () -> LeapTrainingMaster.fromJson("{\"averagingFrequency\": 0}"));
    assertEquals("averagingFrequency is 0, expected at least 1", wrong.getMessage());
  }

  @Test
  void whatIsNotOfferedNamesTheWayOut() {
    LeapTrainingMaster master = master(1).build();
    assertTrue(
        assertThrows(UnsupportedOperationException.class, () -> master.addHook(null))
            .getMessage()
            .contains("use setListeners"));
    SparkDl4jMultiLayer network = new SparkDl4jMultiLayer(spark, network(), master);
    assertTrue(
        assertThrows(UnsupportedOperationException.class, () -> master.getWorkerInstance(network))
            .getMessage()
            .contains("call fit"));
    Set<Integer> kept = Set.copyOf(spark.getPersistentRDDs().keySet());
    assertEquals(
        "there is no example to train on: look at what made the data",
        assertThrows(IllegalArgumentException.class, () -> network.fit(rdd(List.of(), 2)))
            .getMessage());
    assertEquals(kept, Set.copyOf(spark.getPersistentRDDs().keySet()), "nothing of it is");

    MultiLayerConfiguration doubles = network();
    doubles.setDataType(DataType.DOUBLE);
    SparkDl4jMultiLayer inDoubles = new SparkDl4jMultiLayer(spark, doubles, master);
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> inDoubles.fit(rdd(examples(8, 1), 1)))
            .getMessage()
            .contains("dataType(DataType.FLOAT)"));
    MultiLayerConfiguration truncated = network();
    truncated.setBackpropType(BackpropType.TruncatedBPTT);
    SparkDl4jMultiLayer recurrent = new SparkDl4jMultiLayer(spark, truncated, master);
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> recurrent.fit(rdd(examples(8, 1), 1)))
            .getMessage()
            .contains("BackpropType.Standard"));
  }

  @Test
  void divergenceEndsTheFit() {
    SparkDl4jMultiLayer network =
        new SparkDl4jMultiLayer(spark, network(new Sgd(1e30), 0), master(2).build());
    DivergedException diverged =
        assertThrows(DivergedException.class, () -> network.fit(rdd(examples(80, 1), 2)));
    assertTrue(diverged.getMessage().startsWith("diverged in round"), diverged.getMessage());
  }
}
