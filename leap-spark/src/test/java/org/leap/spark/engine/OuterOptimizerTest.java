package org.leap.spark.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.leap.core.Leap;
import org.leap.spark.data.InMemoryChunks;
import org.leap.spark.engine.AveragingFrequency.Constant;
import org.leap.spark.engine.AveragingFrequency.Quadratic;
import org.leap.spark.engine.OuterOptimizer.Adam;
import org.leap.spark.engine.OuterOptimizer.Momentum;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

class OuterOptimizerTest {
  private static final IUpdater FALLING =
      Leap.perturb(new Nesterovs(new ExponentialSchedule(ScheduleType.ITERATION, 0.1, 0.93), 0.9))
          .sigma(0.3)
          .seed(5)
          .build();

  private static final NetworkBlueprint BLUEPRINT = Toy.blueprint(FALLING, 0.9);

  private static float[] random(int n, long seed) {
    Random random = new Random(seed);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** Parameters after each of some rounds from random starts, by the optimizer's own step. */
  private static List<NetworkState> rounds(OuterOptimizer optimizer, int n, int rounds) {
    OuterStep outer = new OuterStep(optimizer, BLUEPRINT);
    NetworkState here = new NetworkState(random(n, 1));
    List<NetworkState> states = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      here = outer.from(here, new NetworkState(random(n, 2 + round)));
      states.add(here);
    }
    return states;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void momentumIsTheHeavyBallOrNesterovs(boolean nesterov) {
    List<NetworkState> states = rounds(new Momentum(0.7, 0.9, nesterov), 10, 4);
    for (int i = 0; i < 10; i++) {
      double x = random(10, 1)[i];
      double v = 0;
      for (int round = 0; round < 4; round++) {
        double difference = x - random(10, 2 + round)[i];
        v = 0.9 * v + difference;
        x -= 0.7 * (nesterov ? difference + 0.9 * v : v);
        assertEquals(x, states.get(round).parameters()[i], 1e-5);
      }
    }
  }

  @Test
  void adamCorrectsItsBias() {
    List<NetworkState> states = rounds(new Adam(0.1, 0.9, 0.99, 1e-3), 10, 4);
    for (int i = 0; i < 10; i++) {
      double x = random(10, 1)[i];
      double m = 0;
      double v = 0;
      for (int round = 1; round <= 4; round++) {
        double difference = x - random(10, 1 + round)[i];
        m = 0.9 * m + 0.1 * difference;
        v = 0.99 * v + 0.01 * difference * difference;
        double first = m / (1 - Math.pow(0.9, round));
        double second = v / (1 - Math.pow(0.99, round));
        x -= 0.1 * first / (Math.sqrt(second) + 1e-3);
        assertEquals(x, states.get(round - 1).parameters()[i], 1e-5);
      }
    }
    assertEquals(4, states.get(3).outerState()[20]);
  }

  /** Shares are as long as a thread's: the last one is short. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoComputesAnElementChangesNoBit(boolean adam) {
    OuterOptimizer optimizer = adam ? new Adam(0.1, 0.9, 0.99, 1e-3) : new Momentum(0.7, 0.9, true);
    int n = 2 * WeightedAverage.SHARE + 5;
    NetworkState last = rounds(optimizer, n, 2).get(1);
    float[] next = new float[n];
    float[] kept = new float[optimizer.stateSize(n)];
    NetworkState first = rounds(optimizer, n, 1).get(0);
    optimizer.rule(first.outerState()).compute(0, n, first.parameters(), random(n, 3), next, kept);
    assertArrayEquals(next, last.parameters());
    assertArrayEquals(kept, last.outerState());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void rateOneWithoutMomentumIsTheAverageToTheBit(boolean nesterov) {
    float[] average = {-0.0f, 0.0f, 1e-38f, 3, Float.MIN_VALUE};
    NetworkState made =
        new OuterStep(new Momentum(1, 0, nesterov), BLUEPRINT)
            .from(new NetworkState(random(5, 1)), new NetworkState(average));
    assertArrayEquals(average, made.parameters());
    Toy toy = Toy.of(60, 2, 8, 8);
    TrainingPlan as = Toy.plan(8, new Constant(3), new Momentum(1, 0, nesterov));
    NetworkState none = toy.train("local[2]", BLUEPRINT, Toy.plan(8, 3), new Recorder());
    NetworkState same = toy.train("local[2]", BLUEPRINT, as, new Recorder());
    assertArrayEquals(none.parameters(), same.parameters());
    assertArrayEquals(none.optimizerState(), same.optimizerState());
  }

  @Test
  void runningStatisticsAreTheAveragesOwn() {
    NetworkBlueprint blueprint = Toy.normalized(5, Activation.TANH);
    NetworkState start = AveragingTrainer.initialState(blueprint);
    float[] average = random(start.parameters().length, 3);
    NetworkState made =
        new OuterStep(new Momentum(0.5, 0.9, false), blueprint)
            .from(start, new NetworkState(average));
    long kept = 0;
    for (int i = 0; i < average.length; i++) {
      kept += made.parameters()[i] == average[i] ? 1 : 0;
    }
    // Means and deviations of 5 features.
    assertEquals(10, kept);
  }

  @Test
  void aMoveThatIsNotFiniteEndsTheRun() {
    Toy toy = Toy.of(60, 2, 8, 8);
    TrainingPlan plan = Toy.plan(8, new Constant(2), new Momentum(1e38, 0.9, false));
    Recorder recorder = new Recorder();
    var e =
        assertThrows(
            DivergedException.class,
            () -> toy.train("local[1]", Toy.blueprint(new Sgd(1000), 1), plan, recorder));
    assertEquals(
        "diverged in round 1 (epoch 1): the outer optimizer led to parameters that are not finite; try a lower training.outer.learningRate or momentum",
        e.getMessage());
    assertEquals(List.of(), recorder.rounds);
  }

  /** Rounds of growing length and an outer optimizer, over layouts, reductions and every resume. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void layoutReductionAndResumeChangeNoBit(boolean adam) {
    OuterOptimizer outer = adam ? new Adam(0.02, 0.9, 0.99, 1e-3) : new Momentum(0.7, 0.9, true);
    Toy toy = Toy.of(120, 2, 8, 8);
    int steps = 3 * toy.layout().stepsPerEpoch();
    TrainingPlan plan = Toy.plan(steps, new Quadratic(1, 0.1, 0), outer);
    Recorder whole = new Recorder();
    NetworkState end = toy.train("local[1]", BLUEPRINT, plan, whole);
    List<Integer> lengths = new ArrayList<>();
    int before = 0;
    for (RoundReport round : whole.rounds) {
      lengths.add(round.step() - before);
      before = round.step();
    }
    assertEquals(List.of(1, 1, 1), lengths.subList(0, 3), lengths::toString);
    assertEquals(8, lengths.get(lengths.size() - 1), lengths::toString);
    try (JavaSparkContext spark = Toy.spark("local[2]")) {
      NetworkState sliced =
          toy.train(spark, BLUEPRINT, plan, new Recorder(), new SegmentedReduction(3));
      assertSame(end, sliced, "sliced");
      try (InMemoryChunks chunks =
          InMemoryChunks.shuffled(spark, toy.shape(), toy, toy.layout(), plan.seed())) {
        for (int round = 0; round < whole.rounds.size(); round++) {
          AveragingTrainer trainer = new AveragingTrainer(BLUEPRINT, toy.on(spark, chunks), plan);
          int step = whole.rounds.get(round).step();
          assertEquals(step, trainer.after(round + 1, evaluations -> 1).orElseThrow().step());
          Recorder rest = new Recorder();
          assertSame(
              end, trainer.train(whole.states.get(round), step, rest), "from round " + round);
          assertEquals(
              whole.rounds.stream().skip(round + 1).map(RoundReport::round).toList(),
              rest.rounds.stream().map(RoundReport::round).toList());
        }
      }
    }
    assertFalse(
        Arrays.equals(
            end.parameters(),
            toy.train(
                    "local[1]",
                    BLUEPRINT,
                    Toy.plan(steps, new Quadratic(1, 0.1, 0), OuterOptimizer.none()),
                    new Recorder())
                .parameters()));
  }

  private static void assertSame(NetworkState expected, NetworkState found, String where) {
    assertArrayEquals(expected.parameters(), found.parameters(), where);
    assertArrayEquals(expected.optimizerState(), found.optimizerState(), where);
    assertArrayEquals(expected.outerState(), found.outerState(), where);
  }

  @Test
  void theQuadraticRuleNeedsARate() {
    NetworkBlueprint blueprint = Toy.blueprint(new AdaDelta(), 1);
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                AveragingTrainer.check(
                    blueprint, Toy.plan(1, new Quadratic(1, 1, 0), OuterOptimizer.none())));
    assertEquals(
        "the quadratic rule of averaging needs a learning rate, and the network's optimizer has none: use a number, post-local, or another optimizer",
        e.getMessage());
  }

  /**
   * Moves of a gradient 1 with independent noise of deviation s in every round: their deviation
   * over their mean is s times the factor, and over many rounds together s over the root of their
   * number, as without an outer optimizer.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theSpreadOfAMoveIsThatOfTheDerivation(boolean nesterov) {
    Momentum optimizer = new Momentum(0.7, 0.8, nesterov);
    int n = 200_000;
    double s = 0.5;
    OuterStep outer = new OuterStep(optimizer, BLUEPRINT);
    NetworkState here = new NetworkState(new float[n]);
    NetworkState before = here;
    NetworkState settled = here;
    Random random = new Random(3);
    for (int round = 0; round < 260; round++) {
      float[] average = new float[n];
      for (int i = 0; i < n; i++) {
        average[i] = (float) (here.parameters()[i] - 1 - s * random.nextGaussian());
      }
      before = here;
      settled = round == 60 ? here : settled;
      here = outer.from(here, new NetworkState(average));
    }
    double[] one = meanAndDeviation(before.parameters(), here.parameters());
    assertEquals(0.7 / (1 - 0.8), one[0], 0.02);
    assertEquals(s * optimizer.sigmaFactor(), one[1] / one[0], 0.005);
    double[] many = meanAndDeviation(settled.parameters(), here.parameters());
    assertEquals(s / Math.sqrt(200), many[1] / many[0], 0.002);
  }

  private static double[] meanAndDeviation(float[] from, float[] to) {
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < from.length; i++) {
      double move = (double) from[i] - to[i];
      sum += move;
      squares += move * move;
    }
    double mean = sum / from.length;
    return new double[] {mean, Math.sqrt(squares / from.length - mean * mean)};
  }
}
