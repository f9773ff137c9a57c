package org.leap.spark.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.leap.spark.engine.AveragingFrequency.Constant;
import org.leap.spark.engine.AveragingFrequency.PostLocal;
import org.leap.spark.engine.AveragingFrequency.Quadratic;
import org.leap.spark.engine.Timetable.Position;

class TimetableTest {
  private static double asItIs(int evaluations) {
    return 1;
  }

  private static Timetable timetable(
      AveragingFrequency frequency, int stepsPerEpoch, int steps, Timetable.Rate rate) {
    return new Timetable(
        stepsPerEpoch,
        false,
        Toy.plan(steps, frequency, OuterOptimizer.none()),
        TrainedBefore.NOTHING,
        rate);
  }

  /** Steps at which rounds end. */
  private static List<Integer> ends(Timetable timetable, int steps, IntToDoubleFunction scale) {
    List<Integer> ends = new ArrayList<>();
    Position here = Position.START;
    while (here.step() < steps) {
      here = timetable.next(here, scale.applyAsDouble(here.evaluations()));
      ends.add(here.step());
    }
    return ends;
  }

  @Test
  void roundsEndWithTheirEpochAndTheRun() {
    Timetable timetable = timetable(new Constant(4), 10, 23, (step, epoch) -> Double.NaN);
    assertEquals(List.of(4, 8, 10, 14, 18, 20, 23), ends(timetable, 23, TimetableTest::asItIs));
    assertEquals(new Position(2, 8, 0), timetable.after(2, TimetableTest::asItIs));
    assertEquals(new Position(3, 10, 1), timetable.after(3, TimetableTest::asItIs));
    assertEquals(new Position(7, 23, 3), timetable.after(99, TimetableTest::asItIs));
    assertEquals(new Position(5, 18, 1), timetable.at(18, TimetableTest::asItIs));
    var e =
        assertThrows(IllegalArgumentException.class, () -> timetable.at(17, TimetableTest::asItIs));
    assertEquals("no round ends at step 17, the next at step 18", e.getMessage());
  }

  @Test
  void epochsOfOneStepMayShareARound() {
    Timetable timetable =
        new Timetable(1, true, Toy.plan(8, 3), TrainedBefore.NOTHING, (step, epoch) -> Double.NaN);
    assertEquals(List.of(3, 6, 8), ends(timetable, 8, TimetableTest::asItIs));
    assertEquals(new Position(2, 6, 2), timetable.after(2, TimetableTest::asItIs));
  }

  @Test
  void evaluationsMayBeSomeEpochsApartAndFollowTheLastStep() {
    TrainingPlan plan = Toy.plan(23, 4).withEvaluationEpochs(3);
    Timetable timetable =
        new Timetable(5, false, plan, TrainedBefore.NOTHING, (step, epoch) -> Double.NaN);
    assertEquals(
        List.of(4, 5, 9, 10, 14, 15, 19, 20, 23), ends(timetable, 23, TimetableTest::asItIs));
    assertEquals(0, timetable.at(14, TimetableTest::asItIs).evaluations());
    assertEquals(1, timetable.at(15, TimetableTest::asItIs).evaluations());
    assertEquals(1, timetable.at(20, TimetableTest::asItIs).evaluations());
    assertEquals(2, timetable.at(23, TimetableTest::asItIs).evaluations());
    Timetable overEpochs =
        new Timetable(1, true, plan, TrainedBefore.NOTHING, (step, epoch) -> Double.NaN);
    // Rounds end after 4, 8, 12, 16, 20 and 23 epochs; each passes a multiple of 3.
    assertEquals(new Position(5, 20, 5), overEpochs.after(5, TimetableTest::asItIs));
    assertEquals(new Position(6, 23, 6), overEpochs.after(9, TimetableTest::asItIs));
  }

  /** (0.2 / rate)^2: 4 at a rate of 0.1, 16 at 0.05, 100 at 0.02, without end at 0. */
  @Test
  void quadraticRoundsGrowAsTheRateFalls() {
    double[] rates = {0.1, 0.05, 0.02, 0};
    Timetable timetable =
        timetable(new Quadratic(6, 0.2, 0), 40, 160, (step, epoch) -> rates[step / 40]);
    assertEquals(
        List.of(6, 12, 18, 24, 30, 36, 40, 56, 72, 80, 120, 160),
        ends(timetable, 160, TimetableTest::asItIs));
  }

  @Test
  void quadraticRoundsCountWithTheRateThatAWarmupLeadsTo() {
    Timetable.Rate rising = (step, epoch) -> 0.1 * Math.min(step, 20) / 20;
    assertEquals(
        List.of(4, 8, 12, 16, 20, 24),
        ends(timetable(new Quadratic(1, 0.2, 20), 100, 24, rising), 24, TimetableTest::asItIs));
  }

  /** A schedule of a user's own may have no rate at a step. */
  @Test
  void quadraticRoundsOfNoRateAreTheShortest() {
    Timetable timetable = timetable(new Quadratic(4, 0.2, 0), 10, 20, (step, epoch) -> Double.NaN);
    assertEquals(List.of(4, 8, 10, 14, 18, 20), ends(timetable, 20, TimetableTest::asItIs));
  }

  @Test
  void postLocalRoundsBeginAtTheirStep() {
    Timetable timetable = timetable(new PostLocal(3, 4), 10, 20, (step, epoch) -> Double.NaN);
    assertEquals(List.of(1, 2, 3, 7, 10, 14, 18, 20), ends(timetable, 20, TimetableTest::asItIs));
  }

  /** A network that was trained for 10 steps has 2 left until then; its rate is that of step 10. */
  @Test
  void stepsAndEpochsOfEarlierTrainingCount() {
    TrainedBefore before = new TrainedBefore(10, 2);
    Timetable postLocal =
        new Timetable(
            8,
            false,
            Toy.plan(8, new PostLocal(12, 4), OuterOptimizer.none()),
            before,
            (s, e) -> 1);
    assertEquals(List.of(1, 2, 6, 8), ends(postLocal, 8, TimetableTest::asItIs));
    List<String> asked = new ArrayList<>();
    Timetable quadratic =
        new Timetable(
            8,
            false,
            Toy.plan(16, new Quadratic(8, 1, 0), OuterOptimizer.none()),
            before,
            (step, epoch) -> {
              asked.add(step + "/" + epoch);
              return 1;
            });
    ends(quadratic, 16, TimetableTest::asItIs);
    assertEquals(List.of("10/2", "18/3"), asked);
  }

  /** After the first evaluation the rate is a half: rounds of 4 become rounds of 16. */
  @Test
  void whatTheLossDoesToTheRateCountsToo() {
    Timetable timetable = timetable(new Quadratic(1, 0.2, 0), 32, 64, (step, epoch) -> 0.1);
    IntToDoubleFunction scale = evaluations -> evaluations == 0 ? 1 : 0.5;
    assertEquals(List.of(4, 8, 12, 16, 20, 24, 28, 32, 48, 64), ends(timetable, 64, scale));
    assertEquals(new Position(9, 48, 1), timetable.at(48, scale));
    assertEquals(new Position(9, 48, 1), timetable.after(9, scale));
    assertEquals(16, timetable.after(99, TimetableTest::asItIs).rounds());
  }

  @Test
  void whatCannotBeIsRefused() {
    assertRefused(() -> new Constant(0), "averaging frequency is 0, expected at least 1");
    assertRefused(
        () -> new Quadratic(1, 0, 0),
        "alpha of the quadratic rule is 0.0 and its warmup 0, expected above 0 and at least 0");
    assertRefused(
        () -> new PostLocal(-1, 4), "post-local averaging begins at step -1, expected at least 0");
  }

  private static void assertRefused(Executable made, String message) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, made).getMessage());
  }
}
