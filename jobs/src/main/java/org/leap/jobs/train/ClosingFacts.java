package org.leap.jobs.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.stream.Collectors;
import org.leap.core.noise.NoiseStream;
import org.leap.jobs.folder.History;
import org.leap.jobs.plan.Plan;
import org.leap.jobs.report.EpochReport;
import org.leap.spark.data.Normalization;
import org.leap.spark.engine.AveragingTrainer;
import org.leap.spark.engine.Evaluation;
import org.leap.spark.engine.ModelMean;
import org.leap.spark.engine.NetworkState;
import org.leap.spark.engine.RoundReport;
import org.leap.spark.storage.Release;

/** Figures of a finished run, for the closing table and the report. */
record ClosingFacts(
    Plan plan,
    History history,
    long badRecords,
    Optional<String> warning,
    NavigableSet<String> devices) {

  /** In order, and open for more. */
  Map<String, String> of(NetworkState last, String paramsSha256, double seconds) {
    RoundReport lastRound = history.lastRound().orElseThrow();
    Map<String, String> facts = new LinkedHashMap<>();
    warning.ifPresent(text -> facts.put("warning", text));
    facts.putAll(plan.origin().facts());
    facts.put("parameters", text("%,d", last.parameters().length));
    facts.put("training examples", text("%,d", plan.layout().examples()));
    if (badRecords > 0) {
      facts.put("bad records", text("%,d were skipped", badRecords));
    }
    facts.put("logical workers", text("%d", plan.layout().workers()));
    facts.put("rounds", text("%,d", history.rounds().size()));
    facts.put("train loss", text("%.4f", lastRound.loss()));
    meanSquaredError().ifPresent(error -> facts.put("test mean squared error", error));
    facts.put("states moved", text("%.3g GB", bytesMoved(last) / 1e9));
    facts.put("sigma", text("%.4f in each worker's steps", lastRound.rate().sigma()));
    facts.put(
        "effective sigma",
        text(
            "%.4f in their average, over %d workers",
            lastRound.rate().effectiveSigma(), plan.layout().workers()));
    facts.put("of the last round", sigmaOfRound(lastRound));
    facts.put("negative rates", text("%.2g %% of draws", 100 * history.negativeRates()));
    if (!devices.isEmpty()) {
      facts.put("devices", String.join(", ", devices));
    }
    facts.put("LEAP", Release.inWords());
    facts.put("noise kernel", NoiseStream.kernel());
    facts.put("speed", text("%,.0f examples/s", history.examples() / history.timing().total()));
    facts.put("time", text("%.1f s", seconds));
    facts.put("of the rounds", shares());
    facts.put("paramsSha256", paramsSha256);
    return facts;
  }

  /** In the squared unit of the labels, where they are numbers. */
  private Optional<String> meanSquaredError() {
    Optional<Normalization.Label> label = Optional.ofNullable(plan.data().normalization().label());
    return label.flatMap(
        scaling ->
            history
                .lastEpoch()
                .map(last -> scaling.unscaledError(last.testLoss()))
                .map(error -> text("%.6g, in the squared unit of the label", error)));
  }

  /** Of every worker, to it and back, in every round. */
  private double bytesMoved(NetworkState state) {
    double ofWorker = plan.training().averaging().bytes(state);
    return 2 * ofWorker * plan.layout().workers() * history.rounds().size();
  }

  /** Of the parameters' move in a round: docs/theory.md. */
  private String sigmaOfRound(RoundReport last) {
    List<RoundReport> rounds = history.rounds();
    int before = rounds.size() == 1 ? 0 : rounds.get(rounds.size() - 2).step();
    int steps = last.step() - before;
    double outer = plan.training().averaging().outer().sigmaFactor();
    return text(
        "%.4f in %d local steps", last.rate().effectiveSigma() * outer / Math.sqrt(steps), steps);
  }

  private String shares() {
    double total = history.timing().total();
    return history.secondsOfRounds().entrySet().stream()
        .map(part -> text("%.0f %% %s", 100 * part.getValue() / total, part.getKey()))
        .collect(Collectors.joining(", "));
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /**
   * The mean of so many moments' parameters, by stochastic weight averaging, and its evaluation.
   */
  record AveragedModel(
      int models, NetworkState state, Evaluation test, Optional<Evaluation> validation) {
    /** Nothing where the run took no mean. */
    static Optional<AveragedModel> of(
        Plan plan, ModelMean mean, AveragingTrainer trainer, RoundRecorder.Evaluators evaluators) {
      if (mean.models() == 0) {
        return Optional.empty();
      }
      NetworkState parameters = new NetworkState(mean.parameters(), new float[0]);
      // The running statistics are those of other parameters, and their mean is not the mean's.
      NetworkState state =
          plan.normalizesBatches() ? trainer.withOwnStatistics(parameters) : parameters;
      return Optional.of(
          new AveragedModel(
              mean.models(),
              state,
              evaluators.test().evaluate(state, "evaluation of the averaged weights"),
              evaluators
                  .validation()
                  .map(set -> set.evaluate(state, "validation of the averaged weights"))));
    }

    Map<String, String> facts() {
      Map<String, String> facts = new LinkedHashMap<>();
      facts.put("averaged weights", "of %s moments".formatted(models));
      EpochReport.Score score = EpochReport.Score.of(test);
      facts.put("averaged test " + score.measure().inWords(), text("%.4f", score.value()));
      facts.put("averaged test loss", String.format(Locale.ROOT, "%.4f", test.loss()));
      return facts;
    }
  }
}
