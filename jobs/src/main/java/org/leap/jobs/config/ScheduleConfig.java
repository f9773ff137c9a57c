package org.leap.jobs.config;

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
import org.leap.jobs.config.Span.Clock;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.InverseSchedule;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.SigmoidSchedule;
import org.nd4j.linalg.schedule.StepSchedule;

/**
 * The learning rate as a function of the step. Every schedule has a learning rate above 0. A warmup
 * has it too, and the schedule after it takes it from there, so that {@code schedule.learningRate}
 * is the one key to change whatever the schedule.
 */
@Key.Variants(
    doc = "the schedule",
    firstByDefault = true,
    of = {
      ScheduleConfig.Constant.class,
      ScheduleConfig.Step.class,
      ScheduleConfig.MultiStep.class,
      ScheduleConfig.Exponential.class,
      ScheduleConfig.Inverse.class,
      ScheduleConfig.Polynomial.class,
      ScheduleConfig.Sigmoid.class,
      ScheduleConfig.Cosine.class,
      ScheduleConfig.CosineRestarts.class,
      ScheduleConfig.Cyclical.class,
      ScheduleConfig.OneCycle.class,
      ScheduleConfig.Plateau.class,
      ScheduleConfig.Warmup.class
    })
public interface ScheduleConfig {
  /**
   * The learning rate the schedule starts from; for a warmup, the one it reaches, and for a single
   * cycle, its peak.
   */
  @Key(doc = "the rate the schedule starts from; the peak of `one-cycle`", in = "(0, )")
  double learningRate();

  /**
   * The learning rate of a run as a function of its local step.
   *
   * @throws IllegalArgumentException if a span has more steps than a run can have
   */
  ISchedule at(Clock clock);

  /** Whether the loss changes the rate too. */
  default boolean followsTheLoss() {
    return false;
  }

  /**
   * What the rate is multiplied by.
   *
   * @param losses of all evaluations since the run began, as its checkpoints remember them
   */
  default double scale(List<Double> losses) {
    return 1;
  }

  /** Whether the rate depends on how long the run is: without a length of its own it does. */
  default boolean dependsOnLength() {
    return false;
  }

  /** Local steps in which the rate rises to where it then falls from; 0 if it does not. */
  default int rise(Clock clock) {
    return 0;
  }

  private static void compare(Values values, String key, int sign, String relation) {
    var rate = values.findHereOrAround("learningRate", Double.class);
    var bound = values.find(key, Double.class);
    if (rate.isPresent() && bound.isPresent()) {
      values.refuseIf(
          bound.get().compareTo(rate.get()) == -sign,
          key,
          "must be %s the learning rate %s, found %s"
              .formatted(relation, RealNumber.text(rate.get()), RealNumber.text(bound.get())));
    }
  }

  /** A schedule whose change lasts for a time, or for the whole run. */
  interface Lasting extends ScheduleConfig {
    /** From the start to the end of the change; of the run where it is absent. */
    @Key(doc = "from the start to the end of the change", absent = "the whole run")
    Optional<Span> length();

    @Override
    default boolean dependsOnLength() {
      return length().isEmpty();
    }
  }

  /** A schedule that never falls below a rate, which is at most its learning rate. */
  interface Falling extends ScheduleConfig {
    /** In [0, learningRate]. */
    @Key(doc = "rate at the end of a period", orElse = "0", in = "[0, )")
    double minimum();

    /** The minimum is at most the learning rate. */
    static void check(Values values) {
      compare(values, "minimum", -1, "at most");
    }
  }

  /** A schedule that falls in steps. */
  interface ByFactor extends ScheduleConfig {
    /** In (0, 1]. */
    @Key(doc = "what the rate is multiplied by", orElse = "0.1", in = "(0, 1]")
    double factor();
  }

  /** A schedule of the time in some unit. */
  interface Timed extends ScheduleConfig {
    /** The unit. */
    @Key(doc = "the unit of time", orElse = "1 epoch")
    Span per();
  }

  /** A schedule that falls at some speed. */
  interface Slowing extends Timed {
    /** Above 0. */
    @Key(doc = "speed of the fall, for a time in `per`", in = "(0, )")
    double gamma();
  }

  /** Of a network from a file, whose learning rate is its own; NaN stands for it. */
  record OfNetwork() implements ScheduleConfig {
    @Override
    public double learningRate() {
      return Double.NaN;
    }

    @Override
    public ISchedule at(Clock clock) {
      return new FixedSchedule(Double.NaN);
    }
  }

  /** The same rate at every step. */
  @Key.Word("constant")
  record Constant(double learningRate) implements ScheduleConfig {
    @Override
    public ISchedule at(Clock clock) {
      return new FixedSchedule(learningRate);
    }
  }

  /** The rate times {@code factor}, in (0, 1], after each span of {@code every}. */
  @Key.Word("step")
  record Step(double learningRate, double factor, @Key(doc = "how often") Span every)
      implements ByFactor {
    @Override
    public ISchedule at(Clock clock) {
      return new StepSchedule(
          ScheduleType.ITERATION, learningRate, factor, (double) clock.steps(every));
    }
  }

  /** The rate times {@code factor}, in (0, 1], at each of these times. */
  @Key.Word("multi-step")
  record MultiStep(
      double learningRate, double factor, @Key(doc = "when", most = 1000) List<Span> at)
      implements ByFactor {
    public MultiStep {
      at = List.copyOf(at);
    }

    @Override
    public ISchedule at(Clock clock) {
      Map<Integer, Double> rates = new HashMap<>();
      rates.put(0, learningRate);
      double rate = learningRate;
      for (int time : at.stream().map(clock::steps).sorted().toList()) {
        rate *= factor;
        rates.put(time, rate);
      }
      return new MapSchedule(ScheduleType.ITERATION, rates);
    }
  }

  /** The rate times {@code decay}, in (0, 1], to the power of the time in units of {@code per}. */
  @Key.Word("exponential")
  record Exponential(
      double learningRate,
      @Key(doc = "what the rate is multiplied by in each `per`, evenly", in = "(0, 1]")
          double decay,
      Span per)
      implements Timed {
    @Override
    public ISchedule at(Clock clock) {
      double perStep = Math.pow(decay, 1.0 / clock.steps(per));
      return new ExponentialSchedule(ScheduleType.ITERATION, learningRate, perStep);
    }
  }

  /** The rate over {@code (1 + gamma t)^power}, with the time t in units of {@code per}. */
  @Key.Word("inverse")
  record Inverse(
      double learningRate,
      double gamma,
      @Key(doc = "the rate is divided by (1 + gamma t) to this power", orElse = "1", in = "(0, )")
          double power,
      Span per)
      implements Slowing {
    @Override
    public ISchedule at(Clock clock) {
      return new InverseSchedule(
          ScheduleType.ITERATION, learningRate, gamma / clock.steps(per), power);
    }
  }

  /** {@code minimum + (rate - minimum) (1 - t / length)^power}. */
  @Key.Word("polynomial")
  record Polynomial(
      double learningRate,
      @Key(doc = "of the time that is left; 1 is a straight line", orElse = "1", in = "(0, )")
          double power,
      Optional<Span> length,
      double minimum)
      implements Lasting, Falling {
    @Override
    public ISchedule at(Clock clock) {
      return new PolynomialSchedule(
          ScheduleType.ITERATION, learningRate, minimum, power, clock.stepsOrAll(length));
    }
  }

  /** The rate over {@code 1 + exp(gamma (t - center))}, with times in units of {@code per}. */
  @Key.Word("sigmoid")
  record Sigmoid(
      double learningRate,
      double gamma,
      @Key(doc = "when the rate has fallen to its half") Span center,
      Span per)
      implements Slowing {
    @Override
    public ISchedule at(Clock clock) {
      // ND4J's rises for a positive gamma.
      return new SigmoidSchedule(
          ScheduleType.ITERATION, learningRate, -gamma / clock.steps(per), clock.steps(center));
    }
  }

  /** Cosine annealing to {@code minimum}. */
  @Key.Word("cosine")
  record Cosine(double learningRate, Optional<Span> length, double minimum)
      implements Lasting, Falling {
    @Override
    public ISchedule at(Clock clock) {
      return new CosineSchedule(
          ScheduleType.ITERATION, learningRate, minimum, clock.stepsOrAll(length));
    }
  }

  /** Cosine annealing with warm restarts (SGDR, Loshchilov and Hutter 2017). */
  @Key.Word("cosine-restarts")
  record CosineRestarts(
      double learningRate,
      @Key(doc = "length of the first cosine, from the rate to `minimum`") Span period,
      @Key(
              doc = "how many times as long as the one before each period is",
              orElse = "1",
              in = "[1, 1000]")
          int periodMultiplier,
      double minimum)
      implements Falling {
    @Override
    public ISchedule at(Clock clock) {
      return new CosineRestartsSchedule(
          ScheduleType.ITERATION, learningRate, minimum, clock.steps(period), periodMultiplier);
    }
  }

  /** A rate that rises from that of the start in straight lines and falls again (Smith 2017). */
  @Key.Word("cyclical")
  record Cyclical(
      double learningRate,
      @Key(doc = "rate in the middle of the first cycle", in = "(0, )") double maximum,
      @Key(doc = "from the rate to the maximum, and as long back") Span halfCycle,
      @Key(doc = "`triangular2` halves the height of every further cycle", orElse = "triangular")
          CyclicalSchedule.Form form)
      implements ScheduleConfig {
    static void check(Values values) {
      compare(values, "maximum", 1, "at least");
    }

    @Override
    public ISchedule at(Clock clock) {
      return new CyclicalSchedule(
          ScheduleType.ITERATION, learningRate, maximum, clock.steps(halfCycle), form);
    }
  }

  /** The one-cycle policy (Smith and Topin 2018), whose peak is {@code learningRate}. */
  @Key.Word("one-cycle")
  record OneCycle(
      double learningRate,
      Optional<Span> length,
      @Key(doc = "share of the length in which the rate rises", orElse = "0.3", in = "(0, 1)")
          double rise,
      @Key(doc = "the first rate is the peak divided by it", orElse = "25", in = "[1, )")
          double divisor,
      @Key(doc = "the last rate is the first divided by it", orElse = "10000", in = "[1, )")
          double finalDivisor)
      implements Lasting {
    @Override
    public ISchedule at(Clock clock) {
      // A cycle has two ends.
      int steps = Math.max(2, clock.stepsOrAll(length));
      return new OneCycleSchedule(
          ScheduleType.ITERATION, learningRate, steps, rise, divisor, finalDivisor);
    }

    @Override
    public int rise(Clock clock) {
      return (int) Math.max(0, Math.ceil(rise * clock.stepsOrAll(length) - 1));
    }
  }

  /**
   * A rate that falls when the loss does: times {@code factor}, in (0, 1), after {@code patience}
   * evaluations in a row none of which was better than the best before by more than {@code
   * minDelta}. As a function of the step it is its first rate: what the loss does to it comes on
   * top, from the driver.
   */
  @Key.Word("plateau")
  record Plateau(
      double learningRate,
      @Key(doc = "what the rate is multiplied by", orElse = "0.1", in = "(0, 1)") double factor,
      @Key(
              doc = "evaluations in a row without a better loss before the rate falls",
              orElse = "10",
              in = "[1, 1000000]")
          int patience,
      @Key(doc = "a loss is better if it is less by more than it", orElse = "1e-4", in = "[0, )")
          double minDelta,
      @Key(doc = "the rate never falls below it", orElse = "0", in = "[0, )") double minimum)
      implements Falling {
    @Override
    public ISchedule at(Clock clock) {
      return new FixedSchedule(learningRate);
    }

    @Override
    public boolean followsTheLoss() {
      return true;
    }

    @Override
    public double scale(List<Double> losses) {
      double scale = 1;
      Patience left = new Patience(patience, minDelta);
      for (double loss : losses) {
        if (left.endsAt(loss)) {
          scale *= factor;
          left.renew();
        }
      }
      return Math.max(scale, minimum / learningRate);
    }
  }

  /**
   * A rate that rises in a line to the first one of another schedule, never a warmup, which then
   * begins and counts its time from there.
   */
  @Key.Word("warmup")
  record Warmup(
      double learningRate,
      @Key(doc = "how long the rate rises linearly from 0 to `learningRate`") Span length,
      @Key(
              doc = "the schedule that begins when the warmup is over, at its `learningRate`",
              chooses = "the schedule after the warmup",
              shares = "learningRate",
              orElse = "{}")
          ScheduleConfig then)
      implements ScheduleConfig {
    /** To the rate of the schedule that begins then. */
    public Warmup(Span length, ScheduleConfig then) {
      this(then.learningRate(), length, then);
    }

    @Override
    public ISchedule at(Clock clock) {
      int steps = clock.steps(length);
      // What lasts as long as the run ends with it.
      return new WarmupSchedule(ScheduleType.ITERATION, steps, then.at(clock.after(steps)));
    }

    @Override
    public int rise(Clock clock) {
      int steps = clock.steps(length);
      return (int) Math.min(Integer.MAX_VALUE, (long) steps + then.rise(clock.after(steps)));
    }

    @Override
    public boolean followsTheLoss() {
      return then.followsTheLoss();
    }

    @Override
    public double scale(List<Double> losses) {
      return then.scale(losses);
    }

    @Override
    public boolean dependsOnLength() {
      return then.dependsOnLength();
    }
  }
}
