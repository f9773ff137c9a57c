package org.leap.jobs.folder;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.leap.jobs.process.ExitCode;
import org.leap.jobs.process.Failure;
import org.leap.jobs.report.EpochPoint;
import org.leap.jobs.report.RoundPoint;
import org.leap.spark.engine.Evaluation;
import org.leap.spark.engine.Fingerprint;
import org.leap.spark.storage.Folder;

/** {@code status.json}: how the run stands, for people and schedulers. */
public final class StatusFile {
  private final Folder folder;
  private final long begin = System.nanoTime();
  private long written;
  private long badRecords;
  private Evaluation averaged;
  private boolean roomKept;

  public StatusFile(Folder folder) {
    this.folder = folder;
  }

  /** From now on it says how many records of the data were skipped. */
  public void skipped(long records) {
    badRecords = records;
  }

  /** From now on it says what the mean of parameters came to. */
  public void averaged(Evaluation test) {
    averaged = test;
  }

  public long badRecords() {
    return badRecords;
  }

  public void running(History history) {
    write(status(Status.State.RUNNING, null, null, history, null));
  }

  public void succeeded(History history, String paramsSha256) {
    write(status(Status.State.SUCCEEDED, ExitCode.SUCCEEDED.code(), null, history, paramsSha256));
  }

  public Status.State failed(Failure failure, History history) {
    Status.State state =
        switch (failure.exitCode()) {
          case DIVERGED -> Status.State.DIVERGED;
          case INTERRUPTED -> Status.State.INTERRUPTED;
          default -> Status.State.FAILED;
        };
    write(status(state, failure.exitCode().code(), failure.message(), history, null));
    return state;
  }

  /** Seconds since it was last written. */
  public double age() {
    return (System.nanoTime() - written) / 1e9;
  }

  /** Seconds since the command began. */
  public double seconds() {
    return (System.nanoTime() - begin) / 1e9;
  }

  private Status status(
      Status.State state, Integer exitCode, String error, History history, String paramsSha256) {
    int rounds = history.rounds().size();
    int evaluations = history.epochs().size();
    RoundPoint round = rounds == 0 ? null : history.rounds().get(rounds - 1);
    EpochPoint epoch = evaluations == 0 ? null : history.epochs().get(evaluations - 1);
    return new Status(
        state,
        exitCode,
        error,
        rounds,
        epoch == null ? 0 : epoch.epoch(),
        history.examples(),
        round == null ? null : Json.finite(round.trainLoss()),
        epoch == null ? null : epoch.testAccuracy(),
        epoch == null ? null : Json.finite(epoch.testLoss()),
        round == null ? null : round.sigma(),
        paramsSha256,
        badRecords == 0 ? null : badRecords,
        averaged == null ? null : averaged.accuracy(),
        averaged == null ? null : Json.finite(averaged.loss()),
        Fingerprint.ofThisProcess(),
        seconds());
  }

  private void keepRoom(boolean running) throws IOException {
    if (running && !roomKept) {
      SpareRoom.keep(folder);
    } else if (!running) {
      SpareRoom.giveUp(folder);
    }
    roomKept = running;
  }

  private void write(Status status) {
    written = System.nanoTime();
    try {
      keepRoom(status.state() == Status.State.RUNNING);
      folder.write(Status.FILE, Json.document(status));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s cannot be written: %s".formatted(folder.location(Status.FILE), e.getMessage()), e);
    }
  }
}
