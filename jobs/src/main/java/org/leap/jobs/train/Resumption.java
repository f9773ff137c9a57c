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
import org.leap.spark.checkpoint.CheckpointStore;
import org.leap.spark.checkpoint.RunIdentity;
import org.leap.spark.engine.AveragingTrainer;
import org.leap.spark.engine.Evaluation;
import org.leap.spark.engine.Fingerprint;
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
 */
record Resumption(Folder run, Folder checkpoints, RunConfig config, RunIdentity identity) {
  private static final Logger LOG = LoggerFactory.getLogger(Resumption.class);

  /**
   * @return nothing if the run starts at its beginning
   * @throws UsageException if the checkpoint is another run's, or of other hardware
   */
  Optional<Checkpoint> from(CheckpointStore store, AveragingTrainer trainer) throws IOException {
    History history = MetricsLog.read(run);
    Optional<Checkpoint> checkpoint =
        store.newest(
            found -> {
              found.identity().ifPresent(this::refuseOtherRun);
              return objection(found, trainer, history);
            },
            problem -> LOG.warn(Quoted.visible(problem)));
    if (checkpoint.isPresent() && checkpoint.get().identity().isEmpty()) {
      LOG.warn(
          "the checkpoint in {} was made by an older version, which took no note of the data: that they are the same cannot be checked",
          Quoted.visible(checkpoints.toString()));
    }
    checkpoint.ifPresent(this::refuseOtherHardware);
    return checkpoint;
  }

  private void refuseOtherRun(RunIdentity saved) {
    if (!saved.configuration().equals(identity.configuration())) {
      throw new UsageException(
          "%s holds the checkpoints of another configuration: move it away, or use another --run-dir or --restart"
              .formatted(checkpoints));
    }
    Inputs.refuseOthers("the checkpoint in " + checkpoints, saved, identity.inputs());
  }

  private void refuseOtherHardware(Checkpoint checkpoint) {
    if (!Fingerprint.ofThisProcess().equals(checkpoint.fingerprint())
        && !config.training().allowMixedHardware()) {
      throw new UsageException(
          "the checkpoint in %s was made on %s, here is %s: the result could not be repeated; go on there, or set training.allowMixedHardware: true"
              .formatted(run, checkpoint.fingerprint(), Fingerprint.ofThisProcess()));
    }
  }

  /** Why a run cannot go on from a checkpoint, if so. */
  private Optional<String> objection(
      Checkpoint checkpoint, AveragingTrainer trainer, History history) {
    int rounds = checkpoint.rounds();
    int step = checkpoint.step();
    List<Evaluation> remembered = checkpoint.memory().evaluations();
    Optional<Timetable.Position> passed =
        trainer.after(rounds, count -> Guide.rateScale(config.schedule(), remembered, count));
    if (passed.isEmpty() || passed.get().step() != step) {
      return Optional.of(
          "it is of round %s at step %s, where this run has %s"
              .formatted(
                  rounds,
                  step,
                  passed.isEmpty()
                      ? "%s rounds".formatted(trainer.rounds())
                      : "step %s".formatted(passed.get().step())));
    }
    int evaluations = remembered.size();
    boolean remembers = checkpoint.identity().isPresent() || evaluations > 0;
    int expected = passed.get().evaluations() - (checkpoint.memory().evaluationDue() ? 1 : 0);
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
