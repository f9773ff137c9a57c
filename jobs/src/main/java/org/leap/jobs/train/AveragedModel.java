package org.leap.jobs.train;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.leap.jobs.plan.Plan;
import org.leap.spark.engine.AveragingTrainer;
import org.leap.spark.engine.Evaluation;
import org.leap.spark.engine.Evaluator;
import org.leap.spark.engine.ModelMean;
import org.leap.spark.engine.NetworkState;

/**
 * The mean of parameters that stochastic weight averaging made, and its evaluation.
 *
 * @param models how many moments of the run it is the mean of
 */
record AveragedModel(int models, NetworkState state, Evaluation test) {
  /** Nothing where the run took no mean. */
  static Optional<AveragedModel> of(
      Plan plan, ModelMean mean, AveragingTrainer trainer, Evaluator evaluator) {
    if (mean.models() == 0) {
      return Optional.empty();
    }
    NetworkState state = new NetworkState(mean.parameters(), new float[0]);
    if (plan.normalizesBatches()) {
      // The running statistics are those of other parameters, and their mean is not the mean's.
      state = trainer.withOwnStatistics(state);
    }
    Evaluation test = evaluator.evaluate(state, "evaluation of the averaged weights");
    return Optional.of(new AveragedModel(mean.models(), state, test));
  }

  Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("averaged weights", "of %s moments".formatted(models));
    facts.put("averaged test accuracy", String.format(Locale.ROOT, "%.4f", test.accuracy()));
    facts.put("averaged test loss", String.format(Locale.ROOT, "%.4f", test.loss()));
    return facts;
  }
}
