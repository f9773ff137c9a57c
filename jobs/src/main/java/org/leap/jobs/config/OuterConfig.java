package org.leap.jobs.config;

import org.leap.spark.engine.OuterOptimizer;

/** What the driver makes of a round's average. */
@Key.Variants(
    doc =
        "optimizer that takes the difference between start and average of a round for a gradient; `none` goes on from the average",
    firstByDefault = true,
    of = {
      OuterConfig.None.class,
      OuterConfig.Momentum.class,
      OuterConfig.Nesterov.class,
      OuterConfig.Adam.class
    })
public interface OuterConfig {
  /** No outer optimizer. */
  OuterConfig NONE = new None();

  /** The engine's optimizer. */
  OuterOptimizer optimizer();

  /** The next round begins with the average. */
  @Key.Word("none")
  record None() implements OuterConfig {
    @Override
    public OuterOptimizer optimizer() {
      return OuterOptimizer.none();
    }
  }

  /** An outer optimizer with a velocity. */
  interface WithMomentum extends OuterConfig {
    /** Above 0. */
    @Key(doc = "share of the difference that is gone", orElse = "0.7", in = "(0, )")
    double learningRate();

    /** In [0, 1). */
    @Key(
        doc = "share of the velocity that is kept from round to round",
        orElse = "0.9",
        in = "[0, 1)")
    double momentum();
  }

  /** The heavy ball (SlowMo, Wang et al. 2020). */
  @Key.Word("momentum")
  record Momentum(double learningRate, double momentum) implements WithMomentum {
    @Override
    public OuterOptimizer optimizer() {
      return new OuterOptimizer.Momentum(learningRate, momentum, false);
    }
  }

  /** Nesterov's rule (DiLoCo, Douillard et al. 2023). */
  @Key.Word("nesterov")
  record Nesterov(double learningRate, double momentum) implements WithMomentum {
    @Override
    public OuterOptimizer optimizer() {
      return new OuterOptimizer.Momentum(learningRate, momentum, true);
    }
  }

  /** Adam (Reddi et al. 2021). */
  @Key.Word("adam")
  record Adam(
      @Key(doc = "length of a step in units of the parameters", orElse = "0.01", in = "(0, )")
          double learningRate,
      @Key(doc = "decay of the mean of the differences", orElse = "0.9", in = "[0, 1)")
          double beta1,
      @Key(doc = "decay of the mean of their squares", orElse = "0.99", in = "[0, 1)") double beta2,
      @Key(doc = "added to the denominator", orElse = "1e-3", in = "(0, )") double epsilon)
      implements OuterConfig {
    @Override
    public OuterOptimizer optimizer() {
      return new OuterOptimizer.Adam(learningRate, beta1, beta2, epsilon);
    }
  }
}
