package org.leap.jobs.run;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.leap.core.gradient.GradientTreatment;
import org.leap.jobs.config.RunConfig;
import org.leap.spark.data.ChunkedData;
import org.leap.spark.engine.AveragingTrainer;
import org.leap.spark.engine.Evaluation;
import org.leap.spark.engine.Evaluator;
import org.leap.spark.engine.ModelMean;
import org.leap.spark.engine.NetworkState;
import org.leap.spark.engine.Steering;
import org.leap.spark.engine.TrainingPlan;

/**
 * The mean of parameters that stochastic weight averaging made, and its evaluation.
 *
 * @param models how many moments of the run it is the mean of
 */
record AveragedModel(int models, NetworkState state, Evaluation test) {
  /** The decay of 0.9 leaves nothing of the old statistics after so many steps. */
  private static final int MOST_STEPS = 200;

  private static final Steering AT_RATE_0 =
      new Steering() {
        @Override
        public boolean goesOn() {
          return true;
        }

        @Override
        public double rateScale() {
          return 0;
        }
      };

  /** Nothing where the run took no mean. */
  static Optional<AveragedModel> of(
      RunPlan plan,
      ModelMean mean,
      ChunkedData data,
      Evaluator evaluator,
      RunConfig config,
      Interruption interruption) {
    if (mean.models() == 0) {
      return Optional.empty();
    }
    NetworkState state = new NetworkState(mean.parameters(), new float[0]);
    if (plan.normalizesBatches()) {
      state = withItsOwnStatistics(plan, state, data, config, interruption);
    }
    Evaluation test = evaluator.evaluate(state, "evaluation of the averaged weights");
    return Optional.of(new AveragedModel(mean.models(), state, test));
  }

  /**
   * The running statistics of batch normalization are those of other parameters, and their mean is
   * not that of the mean: up to one epoch at learning rate 0 finds it.
   */
  private static NetworkState withItsOwnStatistics(
      RunPlan plan,
      NetworkState state,
      ChunkedData data,
      RunConfig config,
      Interruption interruption) {
    TrainingPlan training = plan.training();
    TrainingPlan settling =
        new TrainingPlan(
            config.seed(),
            Math.min(plan.layout().stepsPerEpoch(), MOST_STEPS),
            training.averagingFrequency(),
            false,
            training.streams(),
            training.compensation(),
            training.threadsPerWorker(),
            training.reduction(),
            training.allowMixedHardware(),
            GradientTreatment.NONE,
            0);
    AveragingTrainer trainer = new AveragingTrainer(plan.blueprint(), data, settling);
    interruption.endsInOrder(trainer::interrupt);
    NetworkState settled = trainer.train(state, 0, (round, average) -> {}, AT_RATE_0);
    return new NetworkState(settled.parameters(), new float[0]);
  }

  Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("averaged weights", "of %d moments".formatted(models));
    facts.put("averaged test accuracy", String.format(Locale.ROOT, "%.4f", test.accuracy()));
    facts.put("averaged test loss", String.format(Locale.ROOT, "%.4f", test.loss()));
    return facts;
  }
}
