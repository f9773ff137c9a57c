package org.leap.jobs.train;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.leap.jobs.folder.MetricsLog;
import org.leap.spark.checkpoint.Checkpoint;
import org.leap.spark.engine.AveragingTrainer;

/** Whether a checkpoint is one that its run has passed, and the run's history reaches up to it. */
final class CheckpointFit {
  private CheckpointFit() {}

  /**
   * Why a run cannot go on from a checkpoint, if so.
   *
   * @param metrics all lines
   */
  static Optional<String> objection(
      Checkpoint checkpoint, AveragingTrainer trainer, List<JsonNode> metrics) {
    int rounds = checkpoint.rounds();
    int step = checkpoint.step();
    Optional<AveragingTrainer.Position> passed = trainer.after(rounds);
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
    int evaluations = checkpoint.memory().evaluations().size();
    boolean remembers = checkpoint.identity().isPresent() || evaluations > 0;
    int expected = passed.get().evaluations() - (checkpoint.memory().evaluationDue() ? 1 : 0);
    if (remembers && evaluations != expected) {
      return Optional.of(
          "it remembers %s evaluations, expected %s after round %s"
              .formatted(evaluations, expected, rounds));
    }
    long logged =
        metrics.stream()
            .filter(line -> line.has("round") && line.path("step").asInt() <= step)
            .count();
    return logged == rounds
        ? Optional.empty()
        : Optional.of(
            "%s holds %s rounds up to step %s, expected %s"
                .formatted(MetricsLog.FILE, logged, step, rounds));
  }
}
