package org.leap.jobs.config;

import org.leap.core.optimizer.HeavyBall;
import org.leap.core.optimizer.NesterovAdam;
import org.leap.core.optimizer.ScheduledAdaGrad;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.schedule.ISchedule;

/** How a gradient becomes an update; the learning rate comes from the schedule. */
@Key.Variants(
    doc = "the optimizer; `momentum` is the heavy ball, `adamw` is `adam` with decoupled decay",
    firstByDefault = true,
    of = {
      OptimizerConfig.Sgd.class,
      OptimizerConfig.Momentum.class,
      OptimizerConfig.Nesterov.class,
      OptimizerConfig.Adam.class,
      OptimizerConfig.AdamW.class,
      OptimizerConfig.AdaGrad.class,
      OptimizerConfig.RmsProp.class,
      OptimizerConfig.AdaMax.class,
      OptimizerConfig.AmsGrad.class,
      OptimizerConfig.Nadam.class
    })
public interface OptimizerConfig {

  /** The decay of the weights, for any optimizer. */
  WeightDecay weightDecay();

  /** ND4J's or this library's updater, at any learning rate. */
  IUpdater updater();

  /** The updater at a learning rate that follows the schedule. */
  default IUpdater updater(ISchedule learningRate) {
    IUpdater updater = updater();
    updater.setLrAndSchedule(Double.NaN, learningRate);
    return updater;
  }

  /** Plain gradient descent: {@code u = eta g}. */
  @Key.Word("sgd")
  record Sgd(WeightDecay weightDecay) implements OptimizerConfig {
    @Override
    public IUpdater updater() {
      return new org.nd4j.linalg.learning.config.Sgd();
    }
  }

  /** That of a network from a file, whatever it is. */
  record OfNetwork() implements OptimizerConfig {
    @Override
    public WeightDecay weightDecay() {
      throw new IllegalStateException("the network has a decay of its own");
    }

    @Override
    public IUpdater updater() {
      throw new IllegalStateException("the network has an optimizer of its own");
    }
  }

  /** An optimizer with a velocity. */
  interface WithMomentum extends OptimizerConfig {
    /** In [0, 1). */
    @Key(doc = "share of the velocity that is kept at each step", orElse = "0.9", in = "[0, 1)")
    double momentum();
  }

  /** Heavy ball: {@code v = mu v + g, u = eta v}, with {@code momentum} mu in [0, 1). */
  @Key.Word("momentum")
  record Momentum(double momentum, WeightDecay weightDecay) implements WithMomentum {
    @Override
    public IUpdater updater() {
      return new HeavyBall(1, momentum);
    }
  }

  /** Nesterov's accelerated gradient, with {@code momentum} in [0, 1). */
  @Key.Word("nesterov")
  record Nesterov(double momentum, WeightDecay weightDecay) implements WithMomentum {
    @Override
    public IUpdater updater() {
      return new Nesterovs(1, momentum);
    }
  }

  /** An optimizer that divides by a mean of what the gradient was. */
  interface Adaptive extends OptimizerConfig {
    /** Above 0. */
    @Key(doc = "added to the denominator", orElse = "1e-8", in = "(0, )")
    double epsilon();
  }

  /** Adam and its relatives. */
  interface Moments extends Adaptive {
    /** In [0, 1). */
    @Key(doc = "decay of the mean of the gradient", orElse = "0.9", in = "[0, 1)")
    double beta1();

    /** In [0, 1). */
    @Key(doc = "decay of the mean of the squared gradient", orElse = "0.999", in = "[0, 1)")
    double beta2();
  }

  /** Adam (Kingma and Ba 2015). */
  @Key.Word("adam")
  record Adam(double beta1, double beta2, double epsilon, WeightDecay weightDecay)
      implements Moments {
    @Override
    public IUpdater updater() {
      return new org.nd4j.linalg.learning.config.Adam(1, beta1, beta2, epsilon);
    }
  }

  /** Adam with decoupled decay (Loshchilov and Hutter 2019). */
  @Key.Word("adamw")
  record AdamW(
      double beta1,
      double beta2,
      double epsilon,
      @Key(
              name = "weightDecay",
              doc = "decay of the weights, 0 is none",
              orElse = "0.01",
              in = "[0, )")
          double decay)
      implements Moments {
    @Override
    public WeightDecay weightDecay() {
      return new WeightDecay(decay, WeightDecay.Mode.DECOUPLED);
    }

    @Override
    public IUpdater updater() {
      return new org.nd4j.linalg.learning.config.Adam(1, beta1, beta2, epsilon);
    }
  }

  /** AdaGrad (Duchi et al. 2011), with {@code epsilon} above 0. */
  @Key.Word("adagrad")
  record AdaGrad(double epsilon, WeightDecay weightDecay) implements Adaptive {
    @Override
    public IUpdater updater() {
      return new ScheduledAdaGrad(1, epsilon);
    }
  }

  /** RMSProp (Tieleman and Hinton 2012), with {@code decay} in [0, 1) and {@code epsilon}. */
  @Key.Word("rmsprop")
  record RmsProp(
      @Key(doc = "decay of the mean of the squared gradient", orElse = "0.95", in = "[0, 1)")
          double decay,
      double epsilon,
      WeightDecay weightDecay)
      implements Adaptive {
    @Override
    public IUpdater updater() {
      return new org.nd4j.linalg.learning.config.RmsProp(1, decay, epsilon);
    }
  }

  /** Adam by the largest gradient instead of the mean square (Kingma and Ba 2015, 7.1). */
  @Key.Word("adamax")
  record AdaMax(double beta1, double beta2, double epsilon, WeightDecay weightDecay)
      implements Moments {
    @Override
    public IUpdater updater() {
      return new org.nd4j.linalg.learning.config.AdaMax(1, beta1, beta2, epsilon);
    }
  }

  /** Adam by the largest mean square so far (Reddi et al. 2018). */
  @Key.Word("amsgrad")
  record AmsGrad(double beta1, double beta2, double epsilon, WeightDecay weightDecay)
      implements Moments {
    @Override
    public IUpdater updater() {
      return new AMSGrad(1, beta1, beta2, epsilon);
    }
  }

  /** Adam with Nesterov's momentum (Dozat 2016). */
  @Key.Word("nadam")
  record Nadam(double beta1, double beta2, double epsilon, WeightDecay weightDecay)
      implements Moments {
    @Override
    public IUpdater updater() {
      return new NesterovAdam(1, beta1, beta2, epsilon);
    }
  }
}
