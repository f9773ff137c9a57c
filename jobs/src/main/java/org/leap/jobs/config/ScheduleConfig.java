package org.leap.jobs.config;

import java.util.List;
import java.util.Optional;

/** The learning rate as a function of the step. Every schedule has a learning rate above 0. */
public sealed interface ScheduleConfig {

  /**
   * The learning rate the schedule starts from; for a warmup, the one it reaches, and for a single
   * cycle, its peak.
   */
  double learningRate();

  /** Of a network from a file, whose learning rate is its own; NaN stands for it. */
  ScheduleConfig OF_NETWORK = new OfNetwork();

  /** See {@link #OF_NETWORK}. */
  record OfNetwork() implements ScheduleConfig {
    @Override
    public double learningRate() {
      return Double.NaN;
    }
  }

  /** The same rate at every step. */
  record Constant(double learningRate) implements ScheduleConfig {}

  /** The rate times {@code factor}, in (0, 1], after each span of {@code every}. */
  record Step(double learningRate, double factor, Span every) implements ScheduleConfig {}

  /** The rate times {@code factor}, in (0, 1], at each of these times. */
  record MultiStep(double learningRate, double factor, List<Span> at) implements ScheduleConfig {
    public MultiStep {
      at = List.copyOf(at);
    }
  }

  /** The rate times {@code decay}, in (0, 1], to the power of the time in units of {@code per}. */
  record Exponential(double learningRate, double decay, Span per) implements ScheduleConfig {}

  /** The rate over {@code (1 + gamma t)^power}, with the time t in units of {@code per}. */
  record Inverse(double learningRate, double gamma, double power, Span per)
      implements ScheduleConfig {}

  /**
   * {@code minimum + (rate - minimum) (1 - t / length)^power}.
   *
   * @param length of the run where it is absent
   */
  record Polynomial(double learningRate, double power, Optional<Span> length, double minimum)
      implements ScheduleConfig {}

  /** The rate over {@code 1 + exp(gamma (t - center))}, with times in units of {@code per}. */
  record Sigmoid(double learningRate, double gamma, Span center, Span per)
      implements ScheduleConfig {}

  /**
   * Cosine annealing to {@code minimum}.
   *
   * @param length of the run where it is absent
   */
  record Cosine(double learningRate, Optional<Span> length, double minimum)
      implements ScheduleConfig {}

  /**
   * Cosine annealing with warm restarts (SGDR, Loshchilov and Hutter 2017).
   *
   * @param learningRate at the start of every period
   * @param period length of the first period
   * @param periodMultiplier each period is this many times as long as the one before, at least 1
   * @param minimum rate at the end of a period, in [0, learningRate]
   */
  record CosineRestarts(double learningRate, Span period, int periodMultiplier, double minimum)
      implements ScheduleConfig {}

  /**
   * A rate that rises and falls in straight lines (Smith 2017).
   *
   * @param learningRate at the start of every cycle
   * @param maximum in the middle of the first cycle, at least the learning rate
   * @param halfCycle from one to the other
   */
  record Cyclical(double learningRate, double maximum, Span halfCycle, Form form)
      implements ScheduleConfig {
    /** Whether the cycles keep their height or halve it every time. */
    public enum Form {
      TRIANGULAR,
      TRIANGULAR2
    }
  }

  /**
   * The one-cycle policy (Smith and Topin 2018).
   *
   * @param learningRate the peak
   * @param length of the run where it is absent
   * @param rise share of the length, in (0, 1), that the rate rises
   * @param divisor the rate starts at the peak over this, at least 1
   * @param finalDivisor and ends at its start over this, at least 1
   */
  record OneCycle(
      double learningRate, Optional<Span> length, double rise, double divisor, double finalDivisor)
      implements ScheduleConfig {}

  /**
   * A rate that falls when the loss does: times {@code factor}, in (0, 1), after {@code patience}
   * evaluations in a row none of which was better than the best before by more than {@code
   * minDelta}.
   *
   * @param minimum the rate never falls below it; in [0, learningRate]
   */
  record Plateau(double learningRate, double factor, int patience, double minDelta, double minimum)
      implements ScheduleConfig {}

  /**
   * A rate that rises in a line to the first one of another schedule, which then begins.
   *
   * @param length of the rise
   * @param then the schedule, never a warmup; its time counts from the end of the rise
   */
  record Warmup(Span length, ScheduleConfig then) implements ScheduleConfig {
    @Override
    public double learningRate() {
      return then.learningRate();
    }
  }
}
