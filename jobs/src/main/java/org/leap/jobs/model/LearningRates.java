package org.leap.jobs.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.leap.core.schedule.CosineRestartsSchedule;
import org.leap.core.schedule.CosineSchedule;
import org.leap.core.schedule.CyclicalSchedule;
import org.leap.core.schedule.OneCycleSchedule;
import org.leap.core.schedule.PolynomialSchedule;
import org.leap.core.schedule.WarmupSchedule;
import org.leap.jobs.config.ScheduleConfig;
import org.leap.jobs.config.Span;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.InverseSchedule;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.SigmoidSchedule;
import org.nd4j.linalg.schedule.StepSchedule;

/**
 * Learning rate schedules as functions of the step; spans of epochs become steps. A plateau is its
 * first rate here: what the loss does to it comes on top, from the driver.
 */
public final class LearningRates {
  private static final ScheduleType BY_STEP = ScheduleType.ITERATION;

  private final int stepsPerEpoch;
  private final int steps;

  private LearningRates(int stepsPerEpoch, int steps) {
    this.stepsPerEpoch = stepsPerEpoch;
    this.steps = steps;
  }

  /**
   * The learning rate of a run as a function of its local step.
   *
   * @param stepsPerEpoch local steps in an epoch
   * @param steps local steps of the run
   * @throws IllegalArgumentException if a span has more steps than a run can have
   */
  public static ISchedule of(ScheduleConfig config, int stepsPerEpoch, int steps) {
    return new LearningRates(stepsPerEpoch, steps).of(config);
  }

  private ISchedule of(ScheduleConfig config) {
    // Pattern matching for switch is a preview in Java 17.
    if (config instanceof ScheduleConfig.Constant || config instanceof ScheduleConfig.Plateau) {
      return new FixedSchedule(config.learningRate());
    }
    if (config instanceof ScheduleConfig.Step s) {
      return new StepSchedule(BY_STEP, s.learningRate(), s.factor(), (double) inSteps(s.every()));
    }
    if (config instanceof ScheduleConfig.MultiStep m) {
      return multiStep(m);
    }
    if (config instanceof ScheduleConfig.Exponential e) {
      double perStep = Math.pow(e.decay(), 1.0 / inSteps(e.per()));
      return new ExponentialSchedule(BY_STEP, e.learningRate(), perStep);
    }
    if (config instanceof ScheduleConfig.Inverse i) {
      return new InverseSchedule(
          BY_STEP, i.learningRate(), i.gamma() / inSteps(i.per()), i.power());
    }
    if (config instanceof ScheduleConfig.Sigmoid s) {
      // ND4J's rises for a positive gamma.
      return new SigmoidSchedule(
          BY_STEP, s.learningRate(), -s.gamma() / inSteps(s.per()), inSteps(s.center()));
    }
    if (config instanceof ScheduleConfig.Warmup w) {
      int length = inSteps(w.length());
      // What lasts as long as the run ends with it.
      var then = new LearningRates(stepsPerEpoch, Math.max(1, steps - length));
      return new WarmupSchedule(BY_STEP, length, then.of(w.then()));
    }
    return ofOurs(config);
  }

  /** The schedules that ND4J lacks. */
  private ISchedule ofOurs(ScheduleConfig config) {
    if (config instanceof ScheduleConfig.Polynomial p) {
      return new PolynomialSchedule(
          BY_STEP, p.learningRate(), p.minimum(), p.power(), inSteps(p.length()));
    }
    if (config instanceof ScheduleConfig.Cosine c) {
      return new CosineSchedule(BY_STEP, c.learningRate(), c.minimum(), inSteps(c.length()));
    }
    if (config instanceof ScheduleConfig.CosineRestarts c) {
      return new CosineRestartsSchedule(
          BY_STEP, c.learningRate(), c.minimum(), inSteps(c.period()), c.periodMultiplier());
    }
    if (config instanceof ScheduleConfig.Cyclical c) {
      return new CyclicalSchedule(
          BY_STEP,
          c.learningRate(),
          c.maximum(),
          inSteps(c.halfCycle()),
          CyclicalSchedule.Form.valueOf(c.form().name()));
    }
    if (config instanceof ScheduleConfig.OneCycle o) {
      return new OneCycleSchedule(
          BY_STEP,
          o.learningRate(),
          // A cycle has two ends.
          Math.max(2, inSteps(o.length())),
          o.rise(),
          o.divisor(),
          o.finalDivisor());
    }
    throw new AssertionError(config);
  }

  private MapSchedule multiStep(ScheduleConfig.MultiStep config) {
    List<Integer> times = config.at().stream().map(this::inSteps).sorted().toList();
    Map<Integer, Double> rates = new HashMap<>();
    rates.put(0, config.learningRate());
    double rate = config.learningRate();
    for (int time : times) {
      rate *= config.factor();
      rates.put(time, rate);
    }
    return new MapSchedule(BY_STEP, rates);
  }

  private int inSteps(Optional<Span> length) {
    return length.map(this::inSteps).orElse(steps);
  }

  private int inSteps(Span span) {
    long count = span.toSteps(stepsPerEpoch);
    if (count > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "schedule: %s are %s local steps, more than %s: write less"
              .formatted(span, count, Integer.MAX_VALUE));
    }
    return (int) count;
  }
}
