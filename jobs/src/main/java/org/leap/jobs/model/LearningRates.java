package org.leap.jobs.model;

import org.leap.core.schedule.CosineRestartsSchedule;
import org.leap.core.schedule.WarmupSchedule;
import org.leap.jobs.config.ScheduleConfig;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

/** Learning rate schedules as functions of the step; spans of epochs become steps. */
public final class LearningRates {
  private LearningRates() {}

  /**
   * @param stepsPerEpoch local steps in an epoch
   */
  public static ISchedule of(ScheduleConfig config, int stepsPerEpoch) {
    // Pattern matching for switch is a preview in Java 17.
    if (config instanceof ScheduleConfig.Constant c) {
      return new FixedSchedule(c.learningRate());
    }
    if (config instanceof ScheduleConfig.Step s) {
      return new StepSchedule(
          ScheduleType.ITERATION,
          s.learningRate(),
          s.factor(),
          (double) s.every().toSteps(stepsPerEpoch));
    }
    if (config instanceof ScheduleConfig.Exponential e) {
      double perStep = Math.pow(e.decay(), 1.0 / e.per().toSteps(stepsPerEpoch));
      return new ExponentialSchedule(ScheduleType.ITERATION, e.learningRate(), perStep);
    }
    if (config instanceof ScheduleConfig.CosineRestarts c) {
      return new CosineRestartsSchedule(
          ScheduleType.ITERATION,
          c.learningRate(),
          c.minimum(),
          Math.toIntExact(c.period().toSteps(stepsPerEpoch)),
          c.periodMultiplier());
    }
    if (config instanceof ScheduleConfig.Warmup w) {
      return new WarmupSchedule(
          ScheduleType.ITERATION,
          Math.toIntExact(w.length().toSteps(stepsPerEpoch)),
          of(w.then(), stepsPerEpoch));
    }
    throw new AssertionError(config);
  }
}
