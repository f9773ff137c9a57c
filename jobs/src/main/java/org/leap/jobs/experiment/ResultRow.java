package org.leap.jobs.experiment;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.leap.jobs.config.ExperimentPlan.Arm;
import org.leap.jobs.evaluate.FlatnessFile;
import org.leap.jobs.folder.RecordedRun;
import org.leap.jobs.folder.Status;
import org.leap.jobs.report.EpochReport;
import org.leap.spark.storage.Folder;

/**
 * A run of a cell, as {@code results.csv} has it. What is not known is null.
 *
 * @param run name of its folder
 * @param labels of its cell, in the order of the axes
 * @param arm it belongs to
 * @param state SUCCEEDED, DIVERGED, FAILED, or INTERRUPTED where it had no end
 */
record ResultRow(
    String run,
    List<String> labels,
    String arm,
    double sigma,
    long seed,
    String state,
    Outcome outcome,
    Flatness flatness) {

  /**
   * What a run came to.
   *
   * @param testLoss of the mean of parameters where it takes one, which is what it is for
   * @param testAccuracy the same
   * @param bestAccuracy of all evaluations
   */
  record Outcome(
      int epochs,
      long rounds,
      long examples,
      Double trainLoss,
      Double testLoss,
      Double testAccuracy,
      Double bestAccuracy,
      String paramsSha256) {
    static final Outcome NONE = new Outcome(0, 0, 0, null, null, null, null, null);

    /** 1 less {@code testAccuracy}. */
    Double errorRate() {
      return testAccuracy == null ? null : 1 - testAccuracy;
    }

    private static Outcome of(RecordedRun record) {
      Status status = record.status();
      return new Outcome(
          status.epochs(),
          status.rounds(),
          status.examples(),
          status.trainLoss(),
          status.finalTestLoss(),
          status.finalTestAccuracy(),
          Stream.concat(
                  record.history().epochs().stream().map(EpochReport::testScore),
                  Stream.ofNullable(status.finalTestAccuracy()))
              .max(Double::compare)
              .orElse(null),
          status.paramsSha256());
    }
  }

  /**
   * How flat the minimum is.
   *
   * @param loss of the examples that it is measured on; flatness is compared at equal losses
   * @param trace withheld where its error is too large
   */
  record Flatness(
      Double loss,
      Double largestEigenvalue,
      Double trace,
      Double traceStandardError,
      Integer traceProbes,
      Double noiseIncrease,
      Double noiseStandardError,
      Double adaptiveSharpness) {
    static final Flatness NONE = new Flatness(null, null, null, null, null, null, null, null);

    private static Flatness of(FlatnessFile measured) {
      return new Flatness(
          measured.loss(),
          measured.largestEigenvalue(),
          measured.trace(),
          measured.traceStandardError(),
          measured.traceProbes(),
          measured.noiseIncrease(),
          measured.noiseStandardError(),
          measured.adaptiveSharpness());
    }
  }

  /**
   * @param at the run's folder
   * @param flatness whether it was measured
   */
  static ResultRow of(PlannedRun run, Status.State state, Folder at, boolean flatness)
      throws IOException {
    boolean succeeded = state == Status.State.SUCCEEDED;
    boolean ended = succeeded || state == Status.State.DIVERGED;
    Optional<RecordedRun> record = ended ? RecordedRun.read(at) : Optional.empty();
    Optional<FlatnessFile> measured =
        flatness && succeeded ? FlatnessFile.read(at) : Optional.empty();
    return new ResultRow(
        run.name(),
        List.copyOf(run.cell().labels().values()),
        run.arm().name(),
        run.resolved().config().perturbation().sigma(),
        run.seed(),
        state.name(),
        record.map(Outcome::of).orElse(Outcome.NONE),
        measured.map(Flatness::of).orElse(Flatness.NONE));
  }

  /** Whether it is the run with LEAP of its cell. */
  boolean leap() {
    return arm.equals(Arm.LEAP.name());
  }

  /** Whether it is the one without, to which all others are compared. */
  boolean isPlain() {
    return arm.equals(Arm.PLAIN.name());
  }

  boolean succeeded() {
    return state.equals("SUCCEEDED")
        && outcome.errorRate() != null
        && Double.isFinite(outcome.errorRate());
  }
}
