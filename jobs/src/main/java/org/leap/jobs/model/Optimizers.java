package org.leap.jobs.model;

import org.leap.core.optimizer.HeavyBall;
import org.leap.core.optimizer.NesterovAdam;
import org.leap.core.optimizer.ScheduledAdaGrad;
import org.leap.jobs.config.OptimizerConfig;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaMax;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ISchedule;

/** Optimizers as ND4J updaters. */
public final class Optimizers {
  private Optimizers() {}

  /**
   * ND4J's or this library's updater for an optimizer, at a learning rate that follows the
   * schedule.
   */
  public static IUpdater of(OptimizerConfig config, ISchedule learningRate) {
    IUpdater updater = atAnyRate(config);
    updater.setLrAndSchedule(Double.NaN, learningRate);
    return updater;
  }

  private static IUpdater atAnyRate(OptimizerConfig config) {
    if (config instanceof OptimizerConfig.Sgd) {
      return new Sgd();
    }
    if (config instanceof OptimizerConfig.Momentum m) {
      return new HeavyBall(1, m.momentum());
    }
    if (config instanceof OptimizerConfig.Nesterov n) {
      return new Nesterovs(1, n.momentum());
    }
    if (config instanceof OptimizerConfig.AdaGrad a) {
      return new ScheduledAdaGrad(1, a.epsilon());
    }
    if (config instanceof OptimizerConfig.RmsProp r) {
      return new RmsProp(1, r.decay(), r.epsilon());
    }
    if (config instanceof OptimizerConfig.Adam a) {
      return switch (a.form()) {
        case ADAM -> new Adam(1, a.beta1(), a.beta2(), a.epsilon());
        case ADAMAX -> new AdaMax(1, a.beta1(), a.beta2(), a.epsilon());
        case AMSGRAD -> new AMSGrad(1, a.beta1(), a.beta2(), a.epsilon());
        case NADAM -> new NesterovAdam(1, a.beta1(), a.beta2(), a.epsilon());
      };
    }
    throw new AssertionError(config);
  }
}
