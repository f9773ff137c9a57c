package org.leap.jobs.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.leap.core.Perturbation;
import org.leap.jobs.progress.Progress;
import org.leap.jobs.report.EpochPoint;
import org.leap.jobs.report.RoundPoint;
import org.leap.spark.engine.Evaluation;
import org.leap.spark.engine.Evaluator;
import org.leap.spark.engine.NetworkState;
import org.leap.spark.engine.RoundReport;
import org.leap.spark.engine.RunListener;

/** Writes down what a run does: metrics, status, progress, and the curves of the report. */
final class RunRecorder implements RunListener {
  private static final double SECONDS_BETWEEN_STATUS = 2;

  private final RunFolder folder;
  private final RunPlan plan;
  private final Evaluator evaluator;
  private final MetricsLog metrics;
  private final Progress progress;
  private final Fingerprint fingerprint;
  private final long begin = System.nanoTime();
  private final List<RoundPoint> rounds = new ArrayList<>();
  private final List<EpochPoint> epochs = new ArrayList<>();
  private long examples;
  private double negativeRates;
  private double trainingSeconds;
  private double evaluationSeconds;
  private double lastStatus;

  RunRecorder(
      RunFolder folder,
      RunPlan plan,
      Evaluator evaluator,
      MetricsLog metrics,
      Progress progress,
      Fingerprint fingerprint) {
    this.folder = folder;
    this.plan = plan;
    this.evaluator = evaluator;
    this.metrics = metrics;
    this.progress = progress;
    this.fingerprint = fingerprint;
  }

  @Override
  public void roundFinished(RoundReport round) {
    int lastStep = round.step() - 1;
    double rate = plan.learningRate().valueAt(lastStep, round.epoch());
    double configured = relativeSigma(lastStep, rate);
    double sigma = configured * round.workerSigmaFactor();
    double effective = configured * round.sigmaFactor();
    double negative = plan.perturbation().map(p -> p.negativeRateProbability(sigma)).orElse(0.0);
    negativeRates += negative * round.examples();
    double speed = round.examples() / round.seconds();
    examples += round.examples();
    trainingSeconds += round.seconds();
    metrics.append(
        new MetricsLog.RoundLine(
            round.round() + 1,
            round.epoch() + 1,
            round.step(),
            Json.finite(round.loss()),
            rate,
            sigma,
            effective,
            negative,
            round.examples(),
            speed,
            round.seconds()));
    RoundPoint point =
        new RoundPoint(
            round.round() + 1,
            round.epoch() + 1,
            round.step(),
            round.loss(),
            rate,
            effective,
            speed,
            seconds());
    rounds.add(point);
    progress.round(point);
    if (seconds() - lastStatus > SECONDS_BETWEEN_STATUS) {
      writeStatus(RunStatus.State.RUNNING, null, null, null);
    }
  }

  /** Standard deviation of the rate in multiples of the rate, which a round's last step had. */
  private double relativeSigma(int step, double rate) {
    if (plan.perturbation().isEmpty()) {
      return 0;
    }
    Perturbation perturbation = plan.perturbation().get();
    double sigma = perturbation.sigmaAt(step);
    if (perturbation.mode() == Perturbation.Mode.RELATIVE) {
      return sigma;
    }
    return rate == 0 ? 0 : sigma / rate;
  }

  @Override
  public void epochFinished(int epoch, int step, NetworkState state) {
    long start = System.nanoTime();
    Evaluation test = evaluator.evaluate(state, "evaluation after epoch " + (epoch + 1));
    double seconds = (System.nanoTime() - start) / 1e9;
    evaluationSeconds += seconds;
    metrics.append(
        new MetricsLog.EpochLine(
            epoch + 1, step, test.accuracy(), Json.finite(test.loss()), seconds));
    EpochPoint point = new EpochPoint(epoch + 1, test.accuracy(), test.loss());
    epochs.add(point);
    progress.epoch(point);
    writeStatus(RunStatus.State.RUNNING, null, null, null);
  }

  void writeStatus(RunStatus.State state, Integer exitCode, String error, String paramsSha256) {
    lastStatus = seconds();
    try {
      folder.write(RunStatus.FILE, Json.document(status(state, exitCode, error, paramsSha256)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RunStatus status(
      RunStatus.State state, Integer exitCode, String error, String paramsSha256) {
    RoundPoint round = rounds.isEmpty() ? null : rounds.get(rounds.size() - 1);
    EpochPoint epoch = epochs.isEmpty() ? null : epochs.get(epochs.size() - 1);
    return new RunStatus(
        state,
        exitCode,
        error,
        rounds.size(),
        epochs.size(),
        examples,
        round == null ? null : Json.finite(round.trainLoss()),
        epoch == null ? null : epoch.testAccuracy(),
        epoch == null ? null : Json.finite(epoch.testLoss()),
        round == null ? null : round.sigma(),
        paramsSha256,
        fingerprint,
        seconds());
  }

  List<RoundPoint> rounds() {
    return rounds;
  }

  List<EpochPoint> epochs() {
    return epochs;
  }

  long examples() {
    return examples;
  }

  /** Share of the draws so far that turned a learning rate negative, by their distribution. */
  double negativeRates() {
    return examples == 0 ? 0 : negativeRates / examples;
  }

  double trainingSeconds() {
    return trainingSeconds;
  }

  double evaluationSeconds() {
    return evaluationSeconds;
  }

  double seconds() {
    return (System.nanoTime() - begin) / 1e9;
  }
}
