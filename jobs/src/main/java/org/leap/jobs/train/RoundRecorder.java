package org.leap.jobs.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.leap.jobs.folder.History;
import org.leap.jobs.folder.MetricsLog;
import org.leap.jobs.folder.ModelFiles;
import org.leap.jobs.folder.StatusFile;
import org.leap.jobs.plan.FlatnessWatch;
import org.leap.jobs.progress.Progress;
import org.leap.jobs.report.EpochReport;
import org.leap.jobs.report.FlatnessReport;
import org.leap.spark.checkpoint.Checkpoint;
import org.leap.spark.checkpoint.RunCheckpoints;
import org.leap.spark.checkpoint.RunIdentity;
import org.leap.spark.engine.Evaluation;
import org.leap.spark.engine.Evaluator;
import org.leap.spark.engine.NetworkState;
import org.leap.spark.engine.RoundReport;
import org.leap.spark.engine.RunListener;

/** Writes down what a run does: metrics, evaluations, status, progress and checkpoints. */
final class RoundRecorder implements RunListener {
  private static final double SECONDS_BETWEEN_STATUS = 2;

  /** What networks are evaluated on. */
  record Evaluators(
      Optional<Evaluator> validation, Evaluator test, Optional<FlatnessWatch> flatness) {}

  /** Where it is written. */
  record Records(
      MetricsLog metrics,
      StatusFile status,
      History history,
      ModelFiles models,
      Guessing guessing) {}

  /**
   * Checkpoints of the run.
   *
   * @param hardware what its workers have trained on
   */
  record Checkpoints(RunCheckpoints saved, RunIdentity identity, Supplier<String> hardware) {}

  private final Guide guide;
  private final Evaluators evaluators;
  private final Records records;
  private final Checkpoints checkpoints;
  private final List<Progress> followers;
  private Checkpoint last;

  RoundRecorder(
      Guide guide,
      Evaluators evaluators,
      Records records,
      Checkpoints checkpoints,
      List<Progress> followers) {
    this.guide = guide;
    this.evaluators = evaluators;
    this.records = records;
    this.checkpoints = checkpoints;
    this.followers = List.copyOf(followers);
  }

  @Override
  public void roundFinished(RoundReport round, NetworkState state, boolean evaluationDue) {
    records.history().add(round);
    records.metrics().append(round);
    followers.forEach(follower -> follower.round(round));
    // Before the round counts: one that is cut short here is trained again, and measured.
    evaluators.flatness().ifPresent(watch -> measure(watch, round, state));
    guide.roundFinished(round.step(), state);
    // A run that ends at a training loss ends between evaluations.
    boolean due = evaluationDue || !guide.goesOn();
    last = checkpoint(round, state, due);
    if (due) {
      evaluate(round.epoch(), round.step(), state);
      last = checkpoint(round, state, false);
    }
    if (checkpoints.saved().isDue(last.rounds())) {
      saveCheckpoint();
    }
    if (due || records.status().age() > SECONDS_BETWEEN_STATUS) {
      records.status().running(records.history());
    }
  }

  private void measure(FlatnessWatch watch, RoundReport round, NetworkState state) {
    if (watch.isDue(guide.step(), round.step())) {
      FlatnessReport measured = watch.measure(round, state);
      records.history().add(measured);
      records.metrics().append(measured);
    }
  }

  private Checkpoint checkpoint(RoundReport round, NetworkState state, boolean evaluationDue) {
    return new Checkpoint(
        round.round(),
        round.step(),
        checkpoints.hardware().get(),
        state,
        guide.memory(evaluationDue),
        Optional.of(checkpoints.identity()));
  }

  /** Makes up for the evaluation that an interruption has cut short. */
  void evaluateNow(Checkpoint checkpoint) {
    int epoch = (checkpoint.step() - 1) / records.models().stepsPerEpoch() + 1;
    evaluate(epoch, checkpoint.step(), checkpoint.state());
  }

  private void evaluate(int epoch, int step, NetworkState state) {
    long begin = System.nanoTime();
    String when = "evaluation after epoch " + epoch;
    Evaluator.Tested test = evaluators.test().test(state, when);
    Evaluation tested = test.evaluation();
    Optional<Evaluation> validated =
        evaluators.validation().map(set -> set.evaluate(state, "validation, " + when));
    double seconds = (System.nanoTime() - begin) / 1e9;
    if (guide.evaluated(validated.orElse(tested))) {
      records.models().write(ModelFiles.BEST, state, step, guide.lastRateScale());
    }
    EpochReport report =
        new EpochReport(
            epoch,
            step,
            EpochReport.Score.of(tested),
            validated.map(EpochReport.Score::of).orElse(null),
            seconds);
    records.history().add(report);
    records.metrics().append(report);
    followers.forEach(follower -> follower.epoch(report));
    records.guessing().evaluated(records.history(), report, test.largestClass());
    records.status().guessing(records.guessing().finding().isPresent());
  }

  /** Saves the last average, if this attempt has come to one. */
  void saveCheckpoint() {
    if (last == null) {
      return;
    }
    try {
      TrainingRun.refuseDeleted(records.models().folder());
      records.metrics().flush();
      checkpoints.saved().save(last);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "checkpoint %s cannot be saved: %s".formatted(last.rounds(), e.getMessage()), e);
    }
  }
}
