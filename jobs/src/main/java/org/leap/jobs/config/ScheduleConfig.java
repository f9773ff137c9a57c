package org.leap.jobs.config;

/** The learning rate as a function of the step. Every schedule has a learning rate above 0. */
public sealed interface ScheduleConfig {

  /** The learning rate the schedule starts from; for a warmup, the one it reaches. */
  double learningRate();

  /** The same rate at every step. */
  record Constant(double learningRate) implements ScheduleConfig {}

  /** The rate times {@code factor}, in (0, 1], after each span of {@code every}. */
  record Step(double learningRate, double factor, Span every) implements ScheduleConfig {}

  /** The rate times {@code decay}, in (0, 1], to the power of the time in units of {@code per}. */
  record Exponential(double learningRate, double decay, Span per) implements ScheduleConfig {}

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
   * A linear rise from 0 to the learning rate, then another schedule from its own start.
   *
   * @param length of the rise
   * @param then the schedule that follows, never a warmup
   */
  record Warmup(Span length, ScheduleConfig then) implements ScheduleConfig {
    @Override
    public double learningRate() {
      return then.learningRate();
    }
  }
}
