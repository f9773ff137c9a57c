package org.leap.jobs.train;

import java.util.List;
import org.leap.jobs.config.EarlyStopping;
import org.leap.spark.engine.Evaluation;

/** Early stopping, as a function of all evaluations so far. */
record Stopping(EarlyStopping config) {

  /** Whether patience has come to its end. */
  boolean isDue(List<Evaluation> evaluations) {
    return waited(evaluations) >= config.patience();
  }

  /** Whether the last evaluation is the best. */
  boolean lastIsBest(List<Evaluation> evaluations) {
    return !evaluations.isEmpty() && waited(evaluations) == 0;
  }

  private int waited(List<Evaluation> evaluations) {
    Patience patience = new Patience(config.minDelta());
    int waited = 0;
    for (Evaluation evaluation : evaluations) {
      waited =
          patience.waited(
              config.metric() == EarlyStopping.Metric.LOSS
                  ? evaluation.loss()
                  : -evaluation.accuracy());
      if (waited >= config.patience()) {
        return waited;
      }
    }
    return waited;
  }
}
