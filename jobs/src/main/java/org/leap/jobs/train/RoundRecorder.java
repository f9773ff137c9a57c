package org.leap.jobs.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.leap.jobs.folder.History;
import org.leap.jobs.folder.Json;
import org.leap.jobs.folder.MetricsLog;
import org.leap.jobs.folder.ModelFiles;
import org.leap.jobs.folder.StatusFile;
import org.leap.jobs.plan.Plan;
import org.leap.jobs.progress.Progress;
import org.leap.jobs.report.EpochPoint;
import org.leap.jobs.report.RoundPoint;
import org.leap.spark.checkpoint.Checkpoint;
import org.leap.spark.checkpoint.CheckpointStore;
import org.leap.spark.checkpoint.RunIdentity;
import org.leap.spark.engine.Evaluation;
import org.leap.spark.engine.Evaluator;
import org.leap.spark.engine.Fingerprint;
import org.leap.spark.engine.NetworkState;
import org.leap.spark.engine.RoundReport;
import org.leap.spark.engine.RunListener;

/** Writes down what a run does: metrics, evaluations, status, progress and checkpoints. */
final class RoundRecorder implements RunListener {
  private static final double SECONDS_BETWEEN_STATUS = 2;

  private final Plan plan;
  private final Optional<Evaluator> validation;
  private final Evaluator test;
  private final MetricsLog metrics;
  private final Progress progress;
  private final StatusFile status;
  private final History history;
  private final RunIdentity identity;
  private final Guide guide;
  private final ModelFiles models;
  private final CheckpointStore checkpoints;
  private final int checkpointEvery;
  private final List<Observer> observers;
  private Checkpoint last;

  RoundRecorder(
      Plan plan,
      Optional<Evaluator> validation,
      Evaluator test,
      MetricsLog metrics,
      Progress progress,
      StatusFile status,
      History history,
      RunIdentity identity,
      Guide guide,
      ModelFiles models,
      CheckpointStore checkpoints,
      int checkpointEvery,
      List<Observer> observers) {
    this.plan = plan;
    this.validation = validation;
    this.test = test;
    this.metrics = metrics;
    this.progress = progress;
    this.status = status;
    this.history = history;
    this.identity = identity;
    this.guide = guide;
    this.models = models;
    this.checkpoints = checkpoints;
    this.checkpointEvery = checkpointEvery;
    this.observers = List.copyOf(observers);
  }

  @Override
  public void roundFinished(RoundReport round, NetworkState state) {
    recordRound(round);
    guide.roundFinished(round.step(), state);
    last = checkpoint(round, state, round.lastOfEpoch());
    if (round.lastOfEpoch()) {
      evaluate(round.epoch(), round.step(), state);
      last = checkpoint(round, state, false);
    }
    if (last.rounds() % checkpointEvery == 0) {
      saveCheckpoint();
    }
    if (round.lastOfEpoch() || status.age() > SECONDS_BETWEEN_STATUS) {
      status.running(history);
    }
  }

  private Checkpoint checkpoint(RoundReport round, NetworkState state, boolean evaluationDue) {
    return new Checkpoint(
        round.round() + 1,
        round.step(),
        Fingerprint.ofThisProcess(),
        state,
        guide.memory(evaluationDue),
        Optional.of(identity));
  }

  /** Makes up for the evaluation that an interruption has cut short. */
  void evaluateNow(Checkpoint checkpoint) {
    int epoch = (checkpoint.step() - 1) / plan.layout().stepsPerEpoch();
    evaluate(epoch, checkpoint.step(), checkpoint.state());
  }

  private void recordRound(RoundReport round) {
    int lastStep = round.step() - 1;
    double rate = round.rateScale() * plan.learningRate().valueAt(lastStep, round.epoch());
    double configured =
        plan.perturbation().map(p -> p.relativeSigma(lastStep, rate, 1)).orElse(0.0);
    double sigma = configured * round.workerSigmaFactor();
    double effective = configured * round.sigmaFactor();
    double negative = plan.perturbation().map(p -> p.negativeRateProbability(sigma)).orElse(0.0);
    double speed = round.examples() / round.timing().total();
    RoundPoint point =
        new RoundPoint(
            round.round() + 1,
            round.epoch() + 1,
            round.step(),
            round.loss(),
            rate,
            effective,
            speed,
            history.seconds() + round.timing().total());
    history.round(point, round.examples(), negative, round.timing());
    MetricsLog.RoundLine line =
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
            round.timing().total(),
            round.timing().broadcast(),
            round.timing().load(),
            round.timing().compute(),
            round.timing().perturb(),
            round.timing().reduce(),
            round.timing().idle());
    metrics.append(line);
    observers.forEach(observer -> observer.round(line));
    progress.round(point);
  }

  /**
   * @param epoch number of the epoch, from 0
   */
  private void evaluate(int epoch, int step, NetworkState state) {
    long begin = System.nanoTime();
    String when = "evaluation after epoch " + (epoch + 1);
    Evaluation tested = test.evaluate(state, when);
    Optional<Evaluation> validated =
        validation.map(set -> set.evaluate(state, "validation, " + when));
    double seconds = (System.nanoTime() - begin) / 1e9;
    if (guide.evaluated(validated.orElse(tested))) {
      models.write(ModelFiles.BEST, state, step);
    }
    EpochPoint point = new EpochPoint(epoch + 1, tested.accuracy(), tested.loss());
    history.epoch(point, seconds);
    MetricsLog.EpochLine line =
        new MetricsLog.EpochLine(
            epoch + 1,
            step,
            tested.accuracy(),
            Json.finite(tested.loss()),
            validated.map(Evaluation::accuracy).orElse(null),
            validated.map(set -> Json.finite(set.loss())).orElse(null),
            seconds);
    metrics.append(line);
    observers.forEach(observer -> observer.epoch(line));
    progress.epoch(point);
  }

  /** Saves the last average, if this attempt has come to one. */
  void saveCheckpoint() {
    if (last == null) {
      return;
    }
    try {
      TrainingRun.refuseDeleted(models.folder());
      metrics.flush();
      checkpoints.save(last);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "checkpoint %s cannot be saved: %s".formatted(last.rounds(), e.getMessage()), e);
    }
  }
}
