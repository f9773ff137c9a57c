package org.leap.jobs.train;

import org.leap.jobs.config.ScheduleConfig;
import org.leap.spark.engine.Evaluation;

/** The learning rate of a plateau schedule, as a function of all evaluations so far. */
public record Plateau(ScheduleConfig.Plateau config) {

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
