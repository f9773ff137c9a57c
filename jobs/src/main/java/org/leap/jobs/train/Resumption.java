package org.leap.jobs.train;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.leap.jobs.config.RunConfig;
import org.leap.jobs.folder.History;
import org.leap.jobs.folder.MetricsLog;
import org.leap.jobs.plan.Inputs;
import org.leap.jobs.process.UsageException;
import org.leap.jobs.text.Quoted;
import org.leap.spark.checkpoint.Checkpoint;
import org.leap.spark.checkpoint.OtherRunException;
import org.leap.spark.checkpoint.RunCheckpoints;
import org.leap.spark.checkpoint.RunIdentity;
import org.leap.spark.engine.AveragingTrainer;
import org.leap.spark.engine.Evaluation;
import org.leap.spark.engine.Timetable;
import org.leap.spark.storage.Folder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an attempt goes on from: the newest checkpoint that its run has passed, and that the run's
 * history reaches up to.
 *
 * @param run the run folder
 * @param checkpoints where they are
 * @param config of the run, on whose schedule the length of rounds may depend
 */
record Resumption(Folder run, Folder checkpoints, RunConfig config, RunIdentity identity) {
  private static final Logger LOG = LoggerFactory.getLogger(Resumption.class);

  /**
   * @return nothing if the run starts at its beginning
   * @throws UsageException if the checkpoint is another run's, or of other hardware
   */
  Optional<Checkpoint> from(RunCheckpoints saved, AveragingTrainer trainer) throws IOException {
    History history = MetricsLog.read(run);
    Optional<Checkpoint> checkpoint;
    try {
      checkpoint =
          saved.newest(
              trainer,
              begun -> identity,
              found -> objection(found, trainer, history),
              problem -> LOG.warn(Quoted.visible(problem)));
    } catch (OtherRunException e) {
      throw refused(e);
    }
    if (checkpoint.isPresent() && checkpoint.get().identity().isEmpty()) {
      LOG.warn(
          "the checkpoint in {} was made by an older version, which took no note of the data: that they are the same cannot be checked",
          Quoted.visible(checkpoints.toString()));
    }
    return checkpoint;
  }

  private RuntimeException refused(OtherRunException other) {
    return switch (other.difference()) {
      case CONFIGURATION ->
          new UsageException(
              "%s holds the checkpoints of another configuration: move it away, or use another --run-dir or --restart"
                  .formatted(checkpoints));
      case INPUTS -> Inputs.others("the checkpoint in " + checkpoints, other.detail());
      case HARDWARE ->
          new UsageException(
              "the checkpoint in %s %s: the result could not be repeated; go on there, or set training.allowMixedHardware: true"
                  .formatted(run, other.detail()));
    };
  }

  /** Why a run cannot go on from a checkpoint, if so. */
  private Optional<String> objection(
      Checkpoint checkpoint, AveragingTrainer trainer, History history) {
    int rounds = checkpoint.rounds();
    int step = checkpoint.step();
    List<Evaluation> remembered = checkpoint.memory().evaluations();
    Optional<Timetable.Position> passed =
        trainer.after(rounds, count -> Guide.rateScale(config.schedule(), remembered, count));
    Optional<String> misplaced =
        RunCheckpoints.misplaced(
            rounds, step, passed.map(Timetable.Position::step), trainer.rounds());
    if (misplaced.isPresent()) {
      return misplaced;
    }
    int evaluations = remembered.size();
    boolean remembers = checkpoint.identity().isPresent() || evaluations > 0;
    int expected =
        passed.orElseThrow().evaluations() - (checkpoint.memory().evaluationDue() ? 1 : 0);
    if (remembers && evaluations != expected) {
      return Optional.of(
          "it remembers %s evaluations, expected %s after round %s"
              .formatted(evaluations, expected, rounds));
    }
    long logged = history.rounds().stream().filter(round -> round.step() <= step).count();
    return logged == rounds
        ? Optional.empty()
        : Optional.of(
            "%s holds %s rounds up to step %s, expected %s"
                .formatted(MetricsLog.FILE, logged, step, rounds));
  }
}
