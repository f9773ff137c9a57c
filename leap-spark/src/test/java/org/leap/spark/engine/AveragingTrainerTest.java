package org.leap.spark.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.leap.core.Leap;
import org.leap.spark.data.InMemoryChunks;
import org.leap.spark.engine.TrainingPlan.Averaging;
import org.leap.spark.engine.TrainingPlan.Compensation;
import org.leap.spark.engine.TrainingPlan.NoiseStreams;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;

class AveragingTrainerTest {
  private static final IUpdater PERTURBED = Leap.perturb(new Adam(0.01)).sigma(0.3).build();

  @Test
  void anyNumberOfCoresGivesTheSameBits() {
    Toy toy = Toy.of(203, 5, 8, 16);
    NetworkBlueprint blueprint = Toy.blueprint(PERTURBED, 0.8);
    NetworkState one = toy.train("local[1]", blueprint, Toy.plan(18, 4), new Recorder());
    NetworkState two = toy.train("local[2]", blueprint, Toy.plan(18, 4), new Recorder());
    NetworkState three = toy.train("local[3]", blueprint, Toy.plan(18, 4), new Recorder());
    assertArrayEquals(one.parameters(), two.parameters());
    assertArrayEquals(one.optimizerState(), two.optimizerState());
    assertArrayEquals(one.parameters(), three.parameters());
  }

  /** Kryo is what DL4J's users set; it must get along with everything that tasks send. */
  @Test
  void serializersAndReductionsGiveTheSameBits() {
    Toy toy = Toy.of(103, 5, 8, 16);
    NetworkBlueprint blueprint = Toy.blueprint(PERTURBED, 0.8);
    NetworkState direct = toy.train("local[2]", blueprint, Toy.plan(12, 4), new Recorder());
    for (String serializer : List.of("JavaSerializer", "KryoSerializer")) {
      SparkConf conf =
          Toy.conf("local[2]").set("spark.serializer", "org.apache.spark.serializer." + serializer);
      try (JavaSparkContext spark = new JavaSparkContext(conf)) {
        for (Reduction reduction :
            List.of(
                new DirectReduction(true),
                new DirectReduction(false),
                new SegmentedReduction(1),
                new SegmentedReduction(3))) {
          Recorder recorder = new Recorder();
          NetworkState state = toy.train(spark, blueprint, Toy.plan(12, 4), recorder, reduction);
          String how = serializer + ", " + reduction;
          assertArrayEquals(direct.parameters(), state.parameters(), how);
          assertArrayEquals(direct.optimizerState(), state.optimizerState(), how);
          assertEquals(4 * 103, recorder.examples(), how);
        }
      }
    }
  }

  /** On a cluster the first round tells; here the driver knows, and is not asked. */
  @Test
  void workersOnOtherHardwareThanBeforeAreRefused() {
    Toy toy = Toy.of(103, 5, 8, 16);
    NetworkBlueprint blueprint = Toy.blueprint(PERTURBED, 0.8);
    NetworkState start = AveragingTrainer.initialState(blueprint);
    Recorder recorder = new Recorder();
    String here = Fingerprint.ofThisProcess();
    try (JavaSparkContext spark = Toy.spark("local[2]");
        InMemoryChunks chunks =
            InMemoryChunks.shuffled(spark, toy.shape(), toy, toy.layout(), 42)) {
      AveragingTrainer trainer =
          new AveragingTrainer(blueprint, toy.on(spark, chunks), Toy.plan(12, 4));
      assertEquals(Optional.of(here), trainer.goesOnFrom("an abacus"));
      assertEquals("an abacus", trainer.hardware());
      String message =
          assertThrows(MixedHardwareException.class, () -> trainer.train(start, 0, recorder))
              .getMessage();
      assertTrue(message.contains("an abacus and " + here), message);
      assertEquals(0, recorder.states.size());

      assertEquals(Optional.empty(), trainer.goesOnFrom(here));
      trainer.train(start, 0, recorder);
      assertEquals(here, trainer.hardware());
    }
  }

  /** Tasks of later rounds write into arrays of earlier ones, but not into what a listener has. */
  @Test
  void averagesStayAsTheyAreWhileTrainingGoesOn() {
    Toy toy = Toy.of(103, 5, 8, 16);
    NetworkBlueprint blueprint = Toy.blueprint(PERTURBED, 0.8);
    List<float[]> copies = new ArrayList<>();
    Recorder recorder = new Recorder();
    RunListener copying =
        (round, average, evaluationDue) -> {
          recorder.roundFinished(round, average, evaluationDue);
          copies.add(average.parameters().clone());
          copies.add(average.optimizerState().clone());
        };
    try (JavaSparkContext spark = Toy.spark("local[2]")) {
      toy.train(spark, blueprint, Toy.plan(12, 2), copying, new DirectReduction(true));
    }
    assertEquals(8, recorder.states.size());
    for (int round = 0; round < recorder.states.size(); round++) {
      NetworkState average = recorder.states.get(round);
      assertArrayEquals(copies.get(2 * round), average.parameters());
      assertArrayEquals(copies.get(2 * round + 1), average.optimizerState());
    }
  }

  @Test
  void anotherSeedGivesAnotherResult() {
    Toy toy = Toy.of(64, 2, 8, 16);
    NetworkBlueprint blueprint = Toy.blueprint(new Sgd(0.1), 1);
    TrainingPlan other = Toy.plan(43, 4, 2, NoiseStreams.INDEPENDENT, Compensation.NONE);
    assertFalse(
        Arrays.equals(
            toy.train("local[1]", blueprint, Toy.plan(4, 2), new Recorder()).parameters(),
            toy.train("local[1]", blueprint, other, new Recorder()).parameters()));
  }

  @Test
  void everyEpochTrainsEveryExampleOnce() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    NetworkBlueprint blueprint = Toy.blueprint(new Sgd(0.05), 1);
    try (JavaSparkContext spark = Toy.spark("local[2]")) {
      for (int trial = 0; trial < 8; trial++) {
        int workers = 1 + random.nextInt(5);
        int batch = 1 + random.nextInt(9);
        Toy toy =
            Toy.of(workers + random.nextInt(90), workers, batch, batch * (1 + random.nextInt(3)));
        int perEpoch = toy.layout().stepsPerEpoch();
        Recorder recorder = new Recorder();
        toy.train(spark, blueprint, Toy.plan(2 * perEpoch, 1 + random.nextInt(6)), recorder);
        String where = "seed " + seed + " " + toy.layout();
        assertEquals(2L * toy.count(), recorder.examples(), where);
        assertEquals(List.of(perEpoch, 2 * perEpoch), recorder.epochEnds(), where);
      }
    }
  }

  @Test
  void oneWorkerEqualsTrainingWithoutAveraging() {
    Toy toy = Toy.of(96, 1, 8, 32);
    NetworkBlueprint blueprint = Toy.blueprint(PERTURBED, 1);
    NetworkState everyStep = toy.train("local[1]", blueprint, Toy.plan(12, 1), new Recorder());
    NetworkState oneRound = toy.train("local[1]", blueprint, Toy.plan(12, 12), new Recorder());
    assertArrayEquals(oneRound.parameters(), everyStep.parameters());
    assertArrayEquals(oneRound.optimizerState(), everyStep.optimizerState());
  }

  @Test
  void aRunContinuedFromAnyRoundGivesTheSameBits() {
    Toy toy = Toy.of(60, 2, 8, 8);
    NetworkBlueprint blueprint = Toy.blueprint(PERTURBED, 0.9);
    TrainingPlan plan = Toy.plan(2 * toy.layout().stepsPerEpoch(), 3);
    Recorder whole = new Recorder();
    NetworkState end = toy.train("local[1]", blueprint, plan, whole);
    try (JavaSparkContext spark = Toy.spark("local[2]");
        InMemoryChunks chunks =
            InMemoryChunks.shuffled(spark, toy.shape(), toy, toy.layout(), plan.seed())) {
      for (int round = 0; round < whole.rounds.size(); round++) {
        AveragingTrainer trainer = new AveragingTrainer(blueprint, toy.on(spark, chunks), plan);
        int step = whole.rounds.get(round).step();
        assertEquals(step, trainer.after(round + 1, evaluations -> 1).orElseThrow().step());
        Recorder rest = new Recorder();
        NetworkState state = trainer.train(whole.states.get(round), step, rest);
        assertArrayEquals(end.parameters(), state.parameters(), "from round " + round);
        assertArrayEquals(end.optimizerState(), state.optimizerState(), "from round " + round);
        assertEquals(whole.rounds.size() - round - 1, rest.rounds.size());
      }
    }
  }

  @Test
  void interruptionAbandonsTheRoundAndKeepsTheLastAverage() {
    Toy toy = Toy.of(60, 2, 8, 8);
    NetworkBlueprint blueprint = Toy.blueprint(PERTURBED, 1);
    Recorder recorder = new Recorder();
    try (JavaSparkContext spark = Toy.spark("local[2]");
        InMemoryChunks chunks =
            InMemoryChunks.shuffled(spark, toy.shape(), toy, toy.layout(), 42)) {
      AveragingTrainer trainer =
          new AveragingTrainer(blueprint, toy.on(spark, chunks), Toy.plan(1_000_000, 3));
      RunListener interrupting =
          (round, state, evaluationDue) -> {
            recorder.roundFinished(round, state, evaluationDue);
            if (recorder.rounds.size() == 5) {
              Thread other = new Thread(trainer::interrupt);
              other.start();
            }
          };
      NetworkState initial = AveragingTrainer.initialState(blueprint);
      assertThrows(InterruptedRunException.class, () -> trainer.train(initial, 0, interrupting));
    }
    assertTrue(recorder.rounds.size() >= 5, "rounds " + recorder.rounds.size());
  }

  @Test
  void theTimeOfARoundIsAccountedFor() {
    Toy toy = Toy.of(60, 2, 8, 8);
    Recorder recorder = new Recorder();
    toy.train("local[2]", Toy.blueprint(PERTURBED, 1), Toy.plan(12, 4), recorder);
    for (RoundReport round : recorder.rounds) {
      RoundTiming t = round.timing();
      assertTrue(t.compute() > 0 && t.perturb() > 0 && t.load() > 0, t::toString);
      double parts = t.broadcast() + t.load() + t.compute() + t.perturb() + t.reduce() + t.idle();
      assertTrue(parts >= t.total() * 0.999 || t.idle() == 0, t::toString);
    }
  }

  @Test
  void theLossFalls() {
    Toy toy = Toy.of(300, 3, 10, 50);
    Recorder recorder = new Recorder();
    toy.train("local[2]", Toy.blueprint(PERTURBED, 1), Toy.plan(200, 5), recorder);
    double first = recorder.rounds.get(0).loss();
    double last = recorder.rounds.get(recorder.rounds.size() - 1).loss();
    assertTrue(last < first / 3, first + " to " + last);
  }

  @Test
  void computationGraphEqualsTheSameMultiLayerNetwork() {
    Toy toy = Toy.of(64, 2, 8, 16);
    NetworkState graph =
        toy.train("local[1]", Toy.graph(PERTURBED), Toy.plan(8, 2), new Recorder());
    NetworkState layers =
        toy.train("local[1]", Toy.blueprint(PERTURBED, 1), Toy.plan(8, 2), new Recorder());
    assertArrayEquals(layers.parameters(), graph.parameters());
  }

  @Test
  void resetOptimizerStateDoesNotTravel() {
    Toy toy = Toy.of(64, 2, 8, 16);
    NetworkBlueprint blueprint = Toy.blueprint(new Nesterovs(0.1, 0.9), 1);
    TrainingPlan reset = new TrainingPlan(42, 8, new Averaging(2, false, ReductionChoice.AUTO));
    NetworkState state = toy.train("local[1]", blueprint, reset, new Recorder());
    assertArrayEquals(new float[state.parameters().length], state.optimizerState());
    assertFalse(
        Arrays.equals(
            state.parameters(),
            toy.train("local[1]", blueprint, Toy.plan(8, 2), new Recorder()).parameters()));
  }

  @Test
  void effectiveSigmaIsDampedByIndependentWorkersOnly() {
    Toy toy = Toy.of(64, 4, 8, 16);
    assertEquals(0.5, sigmaFactor(toy, NoiseStreams.INDEPENDENT, Compensation.NONE), 1e-12);
    assertEquals(1, sigmaFactor(toy, NoiseStreams.INDEPENDENT, Compensation.FULL), 1e-12);
    assertEquals(1, sigmaFactor(toy, NoiseStreams.SHARED, Compensation.NONE), 1e-12);
  }

  private static double sigmaFactor(Toy toy, NoiseStreams streams, Compensation compensation) {
    Recorder recorder = new Recorder();
    TrainingPlan plan = Toy.plan(42, 2, 2, streams, compensation);
    toy.train("local[1]", Toy.blueprint(PERTURBED, 1), plan, recorder);
    return recorder.rounds.get(0).rate().effectiveSigma() / 0.3;
  }

  @Test
  void streamsAndCompensationChangeTheNoise() {
    Toy toy = Toy.of(64, 4, 8, 16);
    NetworkBlueprint blueprint = Toy.blueprint(PERTURBED, 1);
    float[] independent =
        toy.train("local[1]", blueprint, Toy.plan(2, 2), new Recorder()).parameters();
    TrainingPlan shared = Toy.plan(42, 2, 2, NoiseStreams.SHARED, Compensation.NONE);
    TrainingPlan full = Toy.plan(42, 2, 2, NoiseStreams.INDEPENDENT, Compensation.FULL);
    assertFalse(
        Arrays.equals(
            independent, toy.train("local[1]", blueprint, shared, new Recorder()).parameters()));
    assertFalse(
        Arrays.equals(
            independent, toy.train("local[1]", blueprint, full, new Recorder()).parameters()));
  }

  @Test
  void divergenceStopsTheRunAndNamesRoundWorkerAndStep() {
    Toy toy = Toy.of(64, 2, 8, 16);
    NetworkBlueprint blueprint = Toy.blueprint(new Sgd(1e38), 1);
    var e =
        assertThrows(
            DivergedException.class,
            () -> toy.train("local[2]", blueprint, Toy.plan(8, 2), new Recorder()));
    assertTrue(
        e.getMessage()
            .matches("diverged in round \\d+ \\(epoch \\d+\\), worker \\d: .* step \\d.*"),
        e.getMessage());
  }

  @Test
  void sharedStreamsRefuseCompensation() {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> Toy.plan(1, 1, 1, NoiseStreams.SHARED, Compensation.FULL));
    assertEquals(
        "compensation full needs independent streams: shared streams are not damped by averaging",
        e.getMessage());
  }

  /** From zero moments every step of Adam is one learning rate long, in whichever round. */
  @Test
  void biasCorrectionCountsFromTheResetOfTheOptimizer() {
    TrainingPlan plan = new TrainingPlan(42, 30, new Averaging(1, false, ReductionChoice.AUTO));
    List<float[]> averages = new ArrayList<>();
    Toy.of(40, 1, 8, 8)
        .train(
            "local[1]",
            Toy.blueprint(new Adam(0.01), 0),
            plan,
            (round, average, evaluationDue) -> averages.add(average.parameters().clone()));
    for (int round = 1; round < averages.size(); round++) {
      double longest = 0;
      for (int i = 0; i < averages.get(0).length; i++) {
        longest = Math.max(longest, Math.abs(averages.get(round)[i] - averages.get(round - 1)[i]));
      }
      assertEquals(0.01, longest, 1e-5, "step of round " + round);
    }
  }
}
