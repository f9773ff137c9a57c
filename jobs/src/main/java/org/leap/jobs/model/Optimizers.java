package org.leap.jobs.model;

import org.leap.core.optimizer.HeavyBall;
import org.leap.jobs.config.OptimizerConfig;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ISchedule;

/** Optimizers as ND4J updaters. */
public final class Optimizers {
  private Optimizers() {}

  public static IUpdater of(OptimizerConfig config, ISchedule learningRate) {
    if (config instanceof OptimizerConfig.Sgd) {
      return new Sgd(learningRate);
    }
    if (config instanceof OptimizerConfig.Momentum m) {
      return new HeavyBall(learningRate, m.momentum());
    }
    if (config instanceof OptimizerConfig.Nesterov n) {
      return new Nesterovs(learningRate, n.momentum());
    }
    if (config instanceof OptimizerConfig.Adam a) {
      return Adam.builder()
          .learningRateSchedule(learningRate)
          .beta1(a.beta1())
          .beta2(a.beta2())
          .epsilon(a.epsilon())
          .build();
    }
    throw new AssertionError(config);
  }
}
