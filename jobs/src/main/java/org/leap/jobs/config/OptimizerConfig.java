package org.leap.jobs.config;

/** How a gradient becomes an update; the learning rate comes from the schedule. */
public sealed interface OptimizerConfig {

  /** The decay of the weights, for any optimizer. */
  WeightDecay weightDecay();

  /** Plain gradient descent: {@code u = eta g}. */
  record Sgd(WeightDecay weightDecay) implements OptimizerConfig {}

  /** Heavy ball: {@code v = mu v + g, u = eta v}, with {@code momentum} mu in [0, 1). */
  record Momentum(double momentum, WeightDecay weightDecay) implements OptimizerConfig {}

  /** Nesterov's accelerated gradient, with {@code momentum} in [0, 1). */
  record Nesterov(double momentum, WeightDecay weightDecay) implements OptimizerConfig {}

  /** AdaGrad (Duchi et al. 2011), with {@code epsilon} above 0. */
  record AdaGrad(double epsilon, WeightDecay weightDecay) implements OptimizerConfig {}

  /** RMSProp (Tieleman and Hinton 2012), with {@code decay} in [0, 1) and {@code epsilon}. */
  record RmsProp(double decay, double epsilon, WeightDecay weightDecay)
      implements OptimizerConfig {}

  /**
   * Adam and its relatives.
   *
   * @param beta1 decay of the mean of the gradient, in [0, 1)
   * @param beta2 decay of the mean of the squared gradient, in [0, 1)
   * @param epsilon added to the denominator, above 0
   */
  record Adam(Form form, double beta1, double beta2, double epsilon, WeightDecay weightDecay)
      implements OptimizerConfig {

    /** Which optimizer of the family. AdamW is Adam with decoupled decay. */
    public enum Form {
      /** Kingma and Ba 2015. */
      ADAM,
      /** Kingma and Ba 2015, section 7.1: by the largest gradient instead of the mean square. */
      ADAMAX,
      /** Reddi et al. 2018: by the largest mean square so far. */
      AMSGRAD,
      /** Dozat 2016: with Nesterov's momentum. */
      NADAM
    }
  }
}
