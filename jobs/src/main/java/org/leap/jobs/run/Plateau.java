package org.leap.jobs.run;

import java.util.Optional;
import org.leap.jobs.config.ScheduleConfig;
import org.leap.spark.engine.Evaluation;

/** The learning rate of a plateau schedule, as a function of all evaluations so far. */
record Plateau(ScheduleConfig.Plateau config) {

  /** Of a schedule that has one, behind a warmup too. */
  static Optional<Plateau> of(ScheduleConfig schedule) {
    if (schedule instanceof ScheduleConfig.Warmup warmup) {
      return of(warmup.then());
    }
    return schedule instanceof ScheduleConfig.Plateau plateau
        ? Optional.of(new Plateau(plateau))
        : Optional.empty();
  }

  /** Factor on the first learning rate. */
  double scale(Iterable<Evaluation> evaluations) {
    Patience patience = new Patience(config.minDelta());
    double scale = 1;
    for (Evaluation evaluation : evaluations) {
      if (patience.waited(evaluation.loss()) >= config.patience()) {
        scale *= config.factor();
        patience.reset();
      }
    }
    return Math.max(scale, config.minimum() / config.learningRate());
  }
}
