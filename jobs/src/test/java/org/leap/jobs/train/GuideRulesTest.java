package org.leap.jobs.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.leap.jobs.config.ScheduleConfig;
import org.leap.jobs.config.Span;
import org.leap.jobs.config.TrainingConfig.EarlyStopping;
import org.leap.jobs.train.Guide.Stopping;
import org.leap.jobs.train.Guide.WeightAveraging;
import org.leap.spark.engine.Evaluation;
import org.leap.spark.engine.ModelMean;

class GuideRulesTest {
  private static final ScheduleConfig.Plateau CONFIG =
      new ScheduleConfig.Plateau(0.4, 0.5, 2, 0.1, 0.15);

  private static double scale(double... losses) {
    return CONFIG.scale(DoubleStream.of(losses).boxed().toList());
  }

  @Test
  void theRateFallsAfterPatienceEvaluationsWithoutABetterLoss() {
    assertEquals(1, scale());
    assertEquals(1, scale(2, 1.5, 1.45, 1.3));
    assertEquals(1, scale(2, 1.95));
    assertEquals(0.5, scale(2, 1.95, 1.91));
    // The best loss stays 2, and counting begins anew.
    assertEquals(0.5, scale(2, 1.95, 1.91, 1.95));
    assertEquals(0.5, scale(2, 1.95, 1.91, 1.95, 1.8));
    assertEquals(0.5, scale(2, Double.NaN, Double.NaN));
    // 0.4 * 0.25 would be below the minimum of 0.15.
    assertEquals(0.375, scale(2, 2, 2, 2, 2), 1e-15);
  }

  @Test
  void aPlateauMayFollowAWarmup() {
    List<Double> losses = List.of(2.0, 1.95, 1.91);
    ScheduleConfig warmup = new ScheduleConfig.Warmup(Span.steps(5), CONFIG);
    assertTrue(warmup.followsTheLoss());
    assertEquals(0.5, warmup.scale(losses));
    ScheduleConfig constant = new ScheduleConfig.Constant(1);
    assertFalse(constant.followsTheLoss());
    assertEquals(1, constant.scale(losses));
  }

  @Test
  void stoppingWaitsForPatienceEvaluationsWithoutAnImprovement() {
    Stopping byLoss = new Stopping(new EarlyStopping(EarlyStopping.Metric.LOSS, 2, 0.1));
    assertStops(byLoss, false, true, 2);
    assertStops(byLoss, false, true, 2, 1.95, 1.5);
    assertStops(byLoss, true, false, 2, 1.95, 1.91);
    // It stays due: a run that is resumed at its end does not go on.
    assertStops(byLoss, true, false, 2, 1.95, 1.91, 1);
    assertStops(byLoss, false, false);

    Stopping byAccuracy = new Stopping(new EarlyStopping(EarlyStopping.Metric.ACCURACY, 1, 0));
    List<Evaluation> better = List.of(new Evaluation(10, 5, 1), new Evaluation(10, 6, 9));
    assertTrue(byAccuracy.lastIsBest(better));
    List<Evaluation> equal = List.of(new Evaluation(10, 5, 1), new Evaluation(10, 5, 0));
    assertTrue(byAccuracy.isDue(equal));
  }

  private static void assertStops(Stopping stopping, boolean due, boolean best, double... losses) {
    List<Evaluation> evaluations =
        DoubleStream.of(losses).mapToObj(loss -> new Evaluation(10, 5, loss)).toList();
    assertEquals(due, stopping.isDue(evaluations));
    assertEquals(best, stopping.lastIsBest(evaluations));
  }

  @Test
  void weightsAreTakenWhereARoundReachesATime() {
    WeightAveraging averaging = new WeightAveraging(10, 4);
    // Rounds of three steps end at 3, 6, 9 and so on; the times are 10, 14, 18, 22, 26 and 30.
    assertEquals(
        List.of(12, 15, 18, 24, 27, 30),
        IntStream.rangeClosed(1, 10)
            .map(round -> 3 * round)
            .filter(end -> averaging.isDue(end - 3, end))
            .boxed()
            .toList());
  }

  @Test
  void theMeanIsThatOfAllModels() {
    ModelMean mean = ModelMean.NONE;
    for (float[] model : List.of(new float[] {1, 8}, new float[] {2, 4}, new float[] {6, 0})) {
      mean = mean.with(model);
    }
    assertEquals(3, mean.models());
    assertEquals("[3.0, 4.0]", Arrays.toString(mean.parameters()));
  }
}
