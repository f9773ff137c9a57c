package org.leap.core.update;

import java.util.List;
import java.util.Optional;
import org.leap.core.optimizer.HeavyBall;
import org.leap.core.optimizer.NesterovAdam;
import org.leap.core.optimizer.OwnOptimizer;
import org.leap.core.optimizer.ScheduledAdaGrad;
import org.nd4j.linalg.learning.AMSGradUpdater;
import org.nd4j.linalg.learning.AdaGradUpdater;
import org.nd4j.linalg.learning.AdaMaxUpdater;
import org.nd4j.linalg.learning.AdamUpdater;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.NadamUpdater;
import org.nd4j.linalg.learning.NesterovsUpdater;
import org.nd4j.linalg.learning.NoOpUpdater;
import org.nd4j.linalg.learning.RmsPropUpdater;
import org.nd4j.linalg.learning.SgdUpdater;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.AdaMax;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * How an optimizer turns gradients into updates, element by element. The formulas are those of
 * libnd4j's {@code ops/declarable/helpers/cpu/updater*.cpp}, in float, with every operation in
 * their order and rounded by itself.
 */
sealed interface UpdateRule
    permits AdaGradRule,
        AdaMaxRule,
        AdamRule,
        AmsGradRule,
        DescentRule,
        HeavyBallRule,
        NadamRule,
        NesterovRule,
        RmsPropRule,
        StatisticsRule {

  /** Names that ND4J has for the state, in the order that {@link #turn} takes it. */
  List<String> states();

  /** Takes rate and settings of a step from the optimizer's configuration. */
  void prepare(int iteration, int epoch);

  /**
   * Turns the first n gradients into updates, and takes the state on.
   *
   * @param state values of each of {@link #states}
   */
  void turn(float[] gradient, float[][] state, int n);

  /** The rule of an optimizer, empty where it is not known. */
  static Optional<UpdateRule> of(GradientUpdater<?> updater) {
    Object config = updater.getConfig();
    if (OwnOptimizer.isUpdater(updater)) {
      return Optional.ofNullable(own((IUpdater) config));
    }
    Class<?> type = updater.getClass();
    UpdateRule rule = null;
    if (type == SgdUpdater.class) {
      rule = new DescentRule((Sgd) config);
    } else if (type == NesterovsUpdater.class) {
      rule = new NesterovRule((Nesterovs) config);
    } else if (type == NoOpUpdater.class) {
      rule = new StatisticsRule();
    } else if (type == AdamUpdater.class) {
      rule = divisible(((Adam) config).getEpsilon(), new AdamRule((Adam) config));
    } else if (type == AMSGradUpdater.class) {
      rule = divisible(((AMSGrad) config).getEpsilon(), new AmsGradRule((AMSGrad) config));
    } else if (type == RmsPropUpdater.class) {
      rule = divisible(((RmsProp) config).getEpsilon(), new RmsPropRule((RmsProp) config));
    } else if (type == AdaGradUpdater.class) {
      double epsilon = ((AdaGrad) config).getEpsilon();
      rule = divisible(epsilon, new AdaGradRule((AdaGrad) config, () -> epsilon));
    } else if (type == NadamUpdater.class) {
      rule = divisible(((Nadam) config).getEpsilon(), NadamRule.of((Nadam) config));
    } else if (type == AdaMaxUpdater.class) {
      rule = divisible(((AdaMax) config).getEpsilon(), new AdaMaxRule((AdaMax) config));
    }
    return Optional.ofNullable(rule);
  }

  private static UpdateRule own(IUpdater config) {
    if (config instanceof HeavyBall heavyBall) {
      return new HeavyBallRule(heavyBall);
    }
    if (config instanceof ScheduledAdaGrad adaGrad) {
      return divisible(adaGrad.epsilon(), new AdaGradRule(adaGrad, adaGrad::epsilon));
    }
    if (config instanceof NesterovAdam adam) {
      return divisible(adam.epsilon(), NadamRule.of(adam));
    }
    return null;
  }

  /** Versions of libnd4j differ in what an epsilon of 0 means. */
  private static UpdateRule divisible(double epsilon, UpdateRule rule) {
    return (float) epsilon > 0 ? rule : null;
  }
}
