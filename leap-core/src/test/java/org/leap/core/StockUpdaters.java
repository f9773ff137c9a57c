package org.leap.core;

import java.util.stream.Stream;
import org.leap.core.optimizer.HeavyBall;
import org.leap.core.optimizer.NesterovAdam;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.AdaMax;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * Every updater that can be perturbed, with and without a schedule. AdaBelief of ND4J 1.0.0-M2.1
 * cannot be instantiated, bare or perturbed (it takes its state for a matrix).
 */
public final class StockUpdaters {
  private StockUpdaters() {}

  public static Stream<IUpdater> all() {
    var schedule = new ExponentialSchedule(ScheduleType.ITERATION, 0.05, 0.9);
    return Stream.of(
        new Sgd(0.1),
        new Sgd(schedule),
        new Nesterovs(0.1, 0.9),
        new Adam(0.01),
        new Adam(schedule),
        new AdaMax(0.01),
        new Nadam(0.01),
        new AMSGrad(0.01),
        new AdaGrad(0.1),
        new RmsProp(0.01),
        new AdaDelta(),
        new HeavyBall(0.05, 0.9),
        new HeavyBall(schedule, 0.5),
        new NesterovAdam(0.01, 0.9, 0.999, 1e-8),
        new NesterovAdam(schedule, 0.8, 0.99, 1e-6));
  }
}
