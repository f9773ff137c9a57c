package org.leap.jobs.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.leap.core.schedule.CyclicalSchedule.Form;
import org.leap.jobs.config.ScheduleConfig;
import org.leap.jobs.config.Span;
import org.leap.jobs.config.Span.Clock;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.core.JsonProcessingException;

/** Every schedule against its published formula, in a run of 100 steps, 10 an epoch. */
class LearningRatesTest {
  private static final double ETA = 0.8;

  private interface Formula {
    double at(int step);
  }

  private static Arguments of(ScheduleConfig config, Formula formula) {
    return Arguments.of(config, formula);
  }

  private static double cosine(double from, double to, double progress) {
    return to + (from - to) * (1 + Math.cos(Math.PI * progress)) / 2;
  }

  /** Smith 2017. */
  private static double cyclical(int step, Form form) {
    double cycle = Math.floor(1 + step / 40.0);
    double x = Math.abs(step / 20.0 - 2 * cycle + 1);
    double height = form == Form.TRIANGULAR ? 1 : 1 / Math.pow(2, cycle - 1);
    return ETA + (2 - ETA) * Math.max(0, 1 - x) * height;
  }

  /** PyTorch's OneCycleLR with 50 steps, pct_start 0.3, div_factor 25, final_div_factor 100. */
  private static double oneCycle(int step) {
    int t = Math.min(step, 49);
    return t < 14 ? cosine(ETA / 25, ETA, t / 14.0) : cosine(ETA, ETA / 2500, (t - 14) / 35.0);
  }

  static Stream<Arguments> schedules() {
    return Stream.of(
        of(new ScheduleConfig.Constant(ETA), t -> ETA),
        of(new ScheduleConfig.Plateau(ETA, 0.1, 3, 0, 0), t -> ETA),
        of(
            new ScheduleConfig.Step(ETA, 0.5, Span.epochs(2)),
            t -> ETA * Math.pow(0.5, Math.floor(t / 20.0))),
        of(
            new ScheduleConfig.MultiStep(ETA, 0.1, List.of(Span.steps(25), Span.epochs(7))),
            t -> t < 25 ? ETA : t < 70 ? ETA * 0.1 : ETA * 0.01),
        of(
            new ScheduleConfig.Exponential(ETA, 0.5, Span.epochs(1)),
            t -> ETA * Math.pow(0.5, t / 10.0)),
        of(new ScheduleConfig.Exponential(ETA, 0.99, Span.steps(1)), t -> ETA * Math.pow(0.99, t)),
        of(
            new ScheduleConfig.Inverse(ETA, 0.5, 0.75, Span.epochs(1)),
            t -> ETA * Math.pow(1 + 0.5 * t / 10.0, -0.75)),
        of(
            new ScheduleConfig.Polynomial(ETA, 2, Optional.empty(), 0.1),
            t -> 0.1 + (ETA - 0.1) * Math.pow(1 - Math.min(t, 100) / 100.0, 2)),
        of(
            new ScheduleConfig.Polynomial(ETA, 1, Optional.of(Span.epochs(5)), 0),
            t -> ETA * Math.max(0, 1 - t / 50.0)),
        of(
            new ScheduleConfig.Sigmoid(ETA, 2, Span.epochs(5), Span.epochs(1)),
            t -> ETA / (1 + Math.exp(2 * (t / 10.0 - 5)))),
        of(
            new ScheduleConfig.Cosine(ETA, Optional.empty(), 0.2),
            t -> cosine(ETA, 0.2, Math.min(t, 100) / 100.0)),
        of(
            new ScheduleConfig.Cosine(ETA, Optional.of(Span.steps(30)), 0),
            t -> cosine(ETA, 0, Math.min(t, 30) / 30.0)),
        of(
            new ScheduleConfig.CosineRestarts(ETA, Span.epochs(1), 2, 0),
            t ->
                t < 10
                    ? cosine(ETA, 0, t / 10.0)
                    : t < 30 ? cosine(ETA, 0, (t - 10) / 20.0) : cosine(ETA, 0, sinceThird(t))),
        of(
            new ScheduleConfig.Cyclical(ETA, 2, Span.epochs(2), Form.TRIANGULAR),
            t -> cyclical(t, Form.TRIANGULAR)),
        of(
            new ScheduleConfig.Cyclical(ETA, 2, Span.epochs(2), Form.TRIANGULAR2),
            t -> cyclical(t, Form.TRIANGULAR2)),
        of(
            new ScheduleConfig.OneCycle(ETA, Optional.of(Span.epochs(5)), 0.3, 25, 100),
            LearningRatesTest::oneCycle),
        of(
            new ScheduleConfig.Warmup(
                Span.steps(20), new ScheduleConfig.Cosine(ETA, Optional.empty(), 0)),
            t -> t < 20 ? ETA * (t + 1) / 20.0 : cosine(ETA, 0, Math.min(t - 20, 80) / 80.0)),
        of(
            new ScheduleConfig.Warmup(
                Span.epochs(1),
                new ScheduleConfig.MultiStep(ETA, 0.1, List.of(Span.steps(25), Span.epochs(7)))),
            t -> t < 10 ? ETA * (t + 1) / 10.0 : t < 35 ? ETA : t < 80 ? ETA * 0.1 : ETA * 0.01));
  }

  private static double sinceThird(int t) {
    return t < 70 ? (t - 30) / 40.0 : (t - 70) / 80.0;
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void followsItsFormula(ScheduleConfig config, Formula formula) {
    ISchedule schedule = config.at(new Clock(10, 100));
    for (int step = 0; step < 120; step++) {
      assertEquals(formula.at(step), schedule.valueAt(step, step / 10), 1e-12, "step " + step);
    }
  }

  /** Configurations travel as DL4J's JSON, and updaters share a block when they are equal. */
  @ParameterizedTest
  @MethodSource("schedules")
  void survivesJson(ScheduleConfig config, Formula formula) throws JsonProcessingException {
    ISchedule schedule = config.at(new Clock(10, 100));
    var mapper = NeuralNetConfiguration.mapper();
    ISchedule copy = mapper.readValue(mapper.writeValueAsString(schedule), ISchedule.class);
    assertEquals(schedule, copy);
    assertEquals(schedule, schedule.clone());
    assertEquals(formula.at(33), copy.valueAt(33, 3), 1e-12);
  }

  @Test
  void aSpanBeyondAllRunsIsRefused() {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new ScheduleConfig.Step(ETA, 0.5, Span.epochs(1_000_000_000))
                    .at(new Clock(10, 100)));
    assertEquals(
        "schedule: 1000000000 epochs are 10000000000 local steps, more than 2147483647: write less",
        e.getMessage());
  }
}
