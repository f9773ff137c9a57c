package org.leap.jobs.bench;

import org.leap.core.step.Precision;
import org.leap.spark.engine.NetworkBlueprint;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * The step to measure.
 *
 * @param batchSize examples of the step
 * @param precision of our replicas
 */
public record StepSetting(
    BenchModel model, int batchSize, BenchOptimizer optimizer, Precision precision) {

  /** With the model's own batch size. */
  public static StepSetting of(BenchModel model, BenchOptimizer optimizer, Precision precision) {
    return new StepSetting(model, model.batchSize(), optimizer, precision);
  }

  NetworkBlueprint blueprint(IUpdater updater) {
    return model.blueprint(updater).withPrecision(precision);
  }
}
