package org.leap.spark.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.leap.spark.dl4j.MasterFixture.examples;
import static org.leap.spark.dl4j.MasterFixture.master;
import static org.leap.spark.dl4j.MasterFixture.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.spark.checkpoint.OtherRunException;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

/** Programs that are ended in the middle of training and started again. */
class MasterCheckpointsTest {
  // 101 examples, 2 workers, minibatches of 8: 7 steps an epoch, so 2, 2, 2 and 1 between averages.
  private static final int EPOCHS = 3;
  private static final int STEPS = 7;

  @TempDir private static Path place;
  private static JavaSparkContext spark;

  @BeforeAll
  static void start() {
    spark = new JavaSparkContext(MasterFixture.conf(true));
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  private static JavaRDD<DataSet> data() {
    return spark.parallelize(examples(101, 5), 3);
  }

  private static LeapTrainingMaster.Builder settings(String folder) {
    return master(2)
        .averagingFrequency(2)
        .sigma(0.2)
        .checkpointFolder(place.resolve(folder).toString())
        .checkpointEveryRounds(1);
  }

  /** Ends the program by an exception at the end of a step. */
  private static final class Killer extends BaseTrainingListener {
    private final int at;
    private final List<Integer> seen = new ArrayList<>();

    Killer(int at) {
      this.at = at;
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
      seen.add(iteration);
      if (iteration == at) {
        throw new IllegalStateException("killed at " + at);
      }
    }
  }

  /** A whole program: a new network, a new master, and as many epochs as it wants. */
  private static SparkDl4jMultiLayer program(
      LeapTrainingMaster.Builder settings, JavaRDD<DataSet> data, Killer killer) {
    return program(network(), settings, data, killer);
  }

  private static SparkDl4jMultiLayer program(
      MultiLayerConfiguration configuration,
      LeapTrainingMaster.Builder settings,
      JavaRDD<DataSet> data,
      Killer killer) {
    LeapTrainingMaster master = settings.build();
    master.setListeners(List.of(killer));
    SparkDl4jMultiLayer network = new SparkDl4jMultiLayer(spark, configuration, master);
    try {
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        network.fit(data);
      }
    } finally {
      master.deleteTempFiles(spark);
    }
    return network;
  }

  private static void killed(LeapTrainingMaster.Builder settings, int step) {
    assertEquals(
        "killed at " + step,
        assertThrows(IllegalStateException.class, () -> program(settings, data(), new Killer(step)))
            .getMessage());
  }

  private static void assertSameBits(SparkDl4jMultiLayer expected, SparkDl4jMultiLayer actual) {
    MultiLayerNetwork one = expected.getNetwork();
    MultiLayerNetwork other = actual.getNetwork();
    assertArrayEquals(one.params().toFloatVector(), other.params().toFloatVector());
    assertArrayEquals(
        one.updaterState().toFloatVector(), other.updaterState().toFloatVector(), "optimizer");
    assertEquals(one.getIterationCount(), other.getIterationCount());
    assertEquals(one.getEpochCount(), other.getEpochCount());
    assertEquals(expected.getScore(), actual.getScore());
  }

  @Test
  void aProgramKilledAfterAnyRoundGoesOnToTheSameBits() {
    SparkDl4jMultiLayer whole =
        program(master(2).averagingFrequency(2).sigma(0.2), data(), new Killer(-1));
    // Within an epoch, at the end of one, in the last round of all.
    for (int step : new int[] {4, STEPS, STEPS + 2, 3 * STEPS}) {
      String folder = "killed-" + step;
      killed(settings(folder), step);
      Killer again = new Killer(-1);
      assertSameBits(whole, program(settings(folder), data(), again));
      // The listener heard of a round before it was saved, so just that one is trained again.
      assertEquals(step, again.seen.get(0), folder);
    }
  }

  @Test
  void itMayBeKilledSeveralTimesAndSaveSeldom() {
    SparkDl4jMultiLayer whole =
        program(master(2).averagingFrequency(2).sigma(0.2), data(), new Killer(-1));
    killed(settings("often").checkpointEveryRounds(3), 6);
    killed(settings("often").checkpointEveryRounds(3), STEPS + 6);
    killed(settings("often").checkpointEveryRounds(3), 2 * STEPS + 6);
    Killer again = new Killer(-1);
    assertSameBits(whole, program(settings("often").checkpointEveryRounds(3), data(), again));
    // Rounds 3, 6 and 9 were saved: the last of them is the first of the third epoch.
    assertEquals(2 * STEPS + 4, again.seen.get(0));
    assertEquals(List.of("round-000006", "round-000009", "round-000012"), names("often"));
  }

  @Test
  void onePassOverAGraphGoesOnToo() {
    float[] whole = graph(master(2).averagingFrequency(2), new Killer(-1));
    assertThrows(IllegalStateException.class, () -> graph(settings("graph"), new Killer(4)));
    float[] noise = graph(master(2).averagingFrequency(2).sigma(0.2), new Killer(-1));
    assertArrayEquals(noise, graph(settings("graph"), new Killer(-1)));
    assertTrue(whole[0] != noise[0]);
  }

  private static float[] graph(LeapTrainingMaster.Builder settings, Killer killer) {
    LeapTrainingMaster master = settings.build();
    master.setListeners(List.of(killer));
    SparkComputationGraph graph = new SparkComputationGraph(spark, MasterFixture.graph(), master);
    graph.fit(data());
    return graph.getNetwork().params().toFloatVector();
  }

  @Test
  void aFitThatFailedMayBeAskedForAgain() {
    for (int step : new int[] {4, STEPS + 4, 2 * STEPS}) {
      askedForAgain(settings("again-" + step), new Killer(step), step / (STEPS + 1));
    }
    askedForAgain(master(2).averagingFrequency(2).sigma(0.2), new Killer(STEPS + 4), 1);
  }

  /** After its last round was saved, and before DL4J counts the epoch. */
  @Test
  void soMayOneThatFailedAtItsEnd() {
    BaseTrainingListener last =
        new BaseTrainingListener() {
          @Override
          public void onEpochEnd(Model model) {
            throw new IllegalStateException("killed at the end");
          }
        };
    askedForAgain(settings("end-0"), last, 0);
    askedForAgain(settings("end-1"), last, 1);
  }

  /** Three epochs, of which one fails and is asked for again. */
  private static void askedForAgain(
      LeapTrainingMaster.Builder settings, TrainingListener killer, int fails) {
    LeapTrainingMaster master = settings.build();
    SparkDl4jMultiLayer network = new SparkDl4jMultiLayer(spark, network(), master);
    JavaRDD<DataSet> data = data();
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      if (epoch == fails) {
        float[] before = network.getNetwork().params().toFloatVector();
        master.setListeners(List.of(killer));
        assertThrows(IllegalStateException.class, () -> network.fit(data));
        master.setListeners(List.of());
        assertArrayEquals(before, network.getNetwork().params().toFloatVector());
        assertEquals(fails * STEPS, network.getNetwork().getIterationCount());
      }
      network.fit(data);
    }
    assertSameBits(
        program(master(2).averagingFrequency(2).sigma(0.2), data(), new Killer(-1)), network);
  }

  @Test
  void anotherTrainingIsRefusedWithWhatDiffers() {
    killed(settings("other"), 4);
    refused(
        settings("other").batchSizePerWorker(4),
        data(),
        "settings: then {",
        "\"batchSizePerWorker\":4");
    refused(
        settings("other").averagingFrequency(3),
        data(),
        "\"averagingFrequency\":2",
        "\"averagingFrequency\":3");
    refused(settings("other").rngSeed(9), data(), "\"seed\":9");
    refused(settings("other").sigma(0.3), data(), "network: then configuration of sha256 ");
    refused(
        settings("other"),
        spark.parallelize(examples(102, 5), 3),
        "data: then 101 examples",
        "now 102 examples");
    List<DataSet> changed = examples(101, 5);
    changed.get(20).getFeatures().putScalar(0, 0.5);
    refused(
        settings("other"),
        spark.parallelize(changed, 3),
        "data: then 101 examples",
        "now 101 examples");
    String message =
        assertThrows(
                OtherRunException.class,
                () ->
                    program(network(new Adam(0.02), 0), settings("other"), data(), new Killer(-1)))
            .getMessage();
    assertTrue(message.contains("network: then "), message);
    assertTrue(message.contains("name another folder"), message);
    assertThrows(
        OtherRunException.class,
        () -> program(network(new Sgd(0.02), 0), settings("other"), data(), new Killer(-1)));
    // What changes no bit may be another.
    program(
        settings("other").checkpointEveryRounds(2).collectTrainingStats(true),
        data(),
        new Killer(-1));
  }

  @Test
  void otherFirstParametersAreAnotherTraining() {
    killed(settings("first"), 4);
    LeapTrainingMaster master = settings("first").build();
    SparkDl4jMultiLayer network = new SparkDl4jMultiLayer(spark, network(), master);
    network.getNetwork().params().putScalar(0, 0.25f);
    String message = assertThrows(OtherRunException.class, () -> network.fit(data())).getMessage();
    assertTrue(message.contains("begun with: then parameters and optimizer state"), message);
  }

  private static void refused(
      LeapTrainingMaster.Builder settings, JavaRDD<DataSet> data, String... reasons) {
    String message =
        assertThrows(OtherRunException.class, () -> program(settings, data, new Killer(-1)))
            .getMessage();
    for (String reason : reasons) {
      assertTrue(message.contains(reason), message);
    }
  }

  @Test
  void dataThatChangeInALaterEpochAreSeenThere() {
    JavaRDD<DataSet> other = spark.parallelize(examples(90, 5), 3);
    LeapTrainingMaster first = settings("later").build();
    SparkDl4jMultiLayer network = new SparkDl4jMultiLayer(spark, network(), first);
    network.fit(data());
    network.fit(other);
    float[] expected = network.getNetwork().params().toFloatVector();

    SparkDl4jMultiLayer same = new SparkDl4jMultiLayer(spark, network(), settings("later").build());
    same.fit(data());
    same.fit(other);
    assertArrayEquals(expected, same.getNetwork().params().toFloatVector());

    SparkDl4jMultiLayer different =
        new SparkDl4jMultiLayer(spark, network(), settings("later").build());
    different.fit(data());
    String message =
        assertThrows(OtherRunException.class, () -> different.fit(data())).getMessage();
    assertTrue(message.contains("from step 0000000007: data: then 90 examples"), message);
  }

  @Test
  void aFolderThatCannotBeIsNamed() {
    LeapTrainingMaster.Builder settings = settings("x").checkpointFolder("nosuch://host/a");
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> program(settings, data(), new Killer(-1)))
            .getMessage();
    assertTrue(
        message.startsWith("the folder nosuch://host/a cannot be used for checkpoints: "), message);
    assertEquals(
        "checkpointEveryRounds is 0, expected at least 1",
        assertThrows(
                IllegalArgumentException.class,
                () -> settings("x").checkpointEveryRounds(0).build())
            .getMessage());
  }

  private static List<String> names(String folder) {
    try (var files = Files.list(place.resolve(folder))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
