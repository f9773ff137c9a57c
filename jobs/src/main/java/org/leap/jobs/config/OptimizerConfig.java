package org.leap.jobs.config;

/** How a gradient becomes an update; the learning rate comes from the schedule. */
public sealed interface OptimizerConfig {

  WeightDecay weightDecay();

  /** Plain gradient descent: {@code u = eta g}. */
  record Sgd(WeightDecay weightDecay) implements OptimizerConfig {}

  /** Heavy ball: {@code v = mu v + g, u = eta v}, with {@code momentum} mu in [0, 1). */
  record Momentum(double momentum, WeightDecay weightDecay) implements OptimizerConfig {}

  /** Nesterov's accelerated gradient, with {@code momentum} in [0, 1). */
  record Nesterov(double momentum, WeightDecay weightDecay) implements OptimizerConfig {}

  /** Adam, with {@code beta1} and {@code beta2} in [0, 1) and {@code epsilon} above 0. */
  record Adam(double beta1, double beta2, double epsilon, WeightDecay weightDecay)
      implements OptimizerConfig {}
}
