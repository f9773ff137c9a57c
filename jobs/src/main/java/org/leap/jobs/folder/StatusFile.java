package org.leap.jobs.folder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.leap.jobs.process.ExitCode;
import org.leap.jobs.process.Failure;
import org.leap.jobs.report.EpochReport;
import org.leap.spark.engine.Evaluation;
import org.leap.spark.engine.Fingerprint;
import org.leap.spark.engine.RoundReport;
import org.leap.spark.storage.Folder;
import org.leap.spark.storage.FormatVersion;
import org.leap.spark.storage.Release;

/** {@code status.json}: how the run stands, for people and schedulers. */
public final class StatusFile {
  private final Folder folder;
  private final long begin = System.nanoTime();
  private long written;
  private long badRecords;
  private boolean guessing;
  private EpochReport.Score averaged;
  private Double averagedValidation;
  private boolean roomKept;
  private Supplier<String> hardware = Fingerprint::ofThisProcess;

  /** Of a run whose command begins now. */
  public StatusFile(Folder folder) {
    this.folder = folder;
  }

  /** From now on it says how many records of the data were skipped. */
  public void skipped(long records) {
    badRecords = records;
  }

  /** From now on it says whether the network does no better than guessing. */
  public void guessing(boolean guesses) {
    guessing = guesses;
  }

  /** From now on it says what workers are trained on. */
  public void trainedOn(Supplier<String> fingerprint) {
    hardware = fingerprint;
  }

  /** From now on it says what the mean of parameters came to. */
  public void averaged(Evaluation test, Optional<Evaluation> validation) {
    averaged = EpochReport.Score.of(test);
    averagedValidation =
        validation.map(EpochReport.Score::of).map(EpochReport.Score::accuracy).orElse(null);
  }

  /** Records of the data that were skipped. */
  public long badRecords() {
    return badRecords;
  }

  /** Says that the run goes on. */
  public void running(History history) {
    write(status(Status.State.RUNNING, null, null, history, null));
  }

  /** Says that the run is complete. */
  public void succeeded(History history, String paramsSha256) {
    write(status(Status.State.SUCCEEDED, ExitCode.SUCCEEDED.code(), null, history, paramsSha256));
  }

  /** Says how the run has ended otherwise, and returns it. */
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
    Optional<RoundReport> round = history.lastRound();
    Optional<EpochReport> epoch = history.lastEpoch();
    return new Status(
        Status.VERSION,
        FormatVersion.writer(),
        Release.commit().orElse(null),
        state,
        exitCode,
        error,
        history.rounds().size(),
        epoch.map(EpochReport::epoch).orElse(0),
        history.examples(),
        round.map(last -> Json.finite(last.loss())).orElse(null),
        epoch.map(last -> last.test().accuracy()).orElse(null),
        epoch.map(last -> known(last.test().r2())).orElse(null),
        epoch.map(last -> Json.finite(last.testLoss())).orElse(null),
        round.map(last -> last.rate().effectiveSigma()).orElse(null),
        paramsSha256,
        badRecords == 0 ? null : badRecords,
        guessing ? true : null,
        averaged == null ? null : averaged.accuracy(),
        averaged == null ? null : known(averaged.r2()),
        averaged == null ? null : Json.finite(averaged.loss()),
        averagedValidation,
        hardware.get(),
        seconds());
  }

  private static Double known(Double value) {
    return value == null ? null : Json.finite(value);
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

  /**
   * A little room on the disk that is given up for the last word of a run or an experiment: should
   * the disk be full by then, its {@code status.json} would say RUNNING for ever.
   */
  public static final class SpareRoom {
    private static final String FILE = ".spare-room";
    private static final int BYTES = 1 << 14;

    private SpareRoom() {}

    /** Takes the room, as long as there is any. */
    public static void keep(Folder folder) throws IOException {
      folder.write(FILE, out -> out.write(new byte[BYTES]));
    }

    /** Leaves the room to what is written next. */
    public static void giveUp(Folder folder) throws IOException {
      folder.delete(FILE);
    }
  }
}
