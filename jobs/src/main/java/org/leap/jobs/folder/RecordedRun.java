package org.leap.jobs.folder;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.report.EpochReport;
import org.leap.jobs.report.RunReport;
import org.leap.jobs.text.Quoted;
import org.leap.spark.storage.Folder;
import org.leap.spark.storage.FormatVersion;

/**
 * The record of a run as its folder holds it, whether it has ended or not. The files are not
 * trusted.
 *
 * @param configuration {@code config.yaml}
 * @param history as far as it was recorded
 * @param summary of a run that succeeded; those of earlier releases have none
 */
public record RecordedRun(
    Status status, String configuration, History history, Optional<RunSummary> summary) {
  /** The resolved configuration of a run, in its folder. */
  public static final String CONFIG_FILE = "config.yaml";

  private static final FormatVersion FORMAT = new FormatVersion(Status.VERSION);
  private static final int TEXT_LIMIT = 1 << 20;

  /**
   * Reads a run folder.
   *
   * @return nothing if no run has begun in it
   * @throws BadDataException if its files are none that a run writes
   */
  public static Optional<RecordedRun> read(Folder folder) throws IOException {
    Optional<Status> status = status(folder);
    if (status.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new RecordedRun(
            status.get(),
            configuration(folder).orElse(""),
            MetricsLog.read(folder),
            RunSummary.read(folder, status.get())));
  }

  /** The resolved configuration of a run, as it is in its folder. */
  public static Optional<String> configuration(Folder folder) throws IOException {
    return folder.read(CONFIG_FILE, TEXT_LIMIT);
  }

  /**
   * On the validation set, of the mean of parameters where the run takes one, else after the last
   * evaluated epoch; null without such a set.
   */
  public Double validationAccuracy() {
    if (status.averagedValidationAccuracy() != null) {
      return status.averagedValidationAccuracy();
    }
    return history
        .lastEpoch()
        .map(EpochReport::validation)
        .map(EpochReport.Score::value)
        .orElse(null);
  }

  /** What the wall-clock time went to. */
  public Map<String, Double> secondsByPart() {
    return history.secondsByPart(status.wallSeconds());
  }

  /** Only its {@code status.json}. */
  public static Optional<Status> status(Folder folder) throws IOException {
    Optional<String> text = folder.read(Status.FILE, TEXT_LIMIT);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      Status status = Json.read(text.get(), Status.class, FORMAT, folder.location(Status.FILE));
      if (status == null || status.state() == null) {
        throw notAStatus(folder, "it has no state");
      }
      return Optional.of(status);
    } catch (JsonProcessingException e) {
      throw notAStatus(
          folder, Quoted.bare(e.getOriginalMessage().lines().findFirst().orElse("no JSON")));
    }
  }

  private static BadDataException notAStatus(Folder folder, String reason) {
    return new BadDataException(
        folder.location(Status.FILE),
        "not the status of a run: " + reason + "; without the file the run goes on with --resume");
  }

  /**
   * The report that can be made of the folder alone: of a run that succeeded, the one that it made.
   *
   * @param name where the folder does not tell
   */
  public RunReport report(String name) {
    return summary
        .map(known -> known.report(history, configuration))
        .orElseGet(() -> withoutSummary(name));
  }

  private RunReport withoutSummary(String name) {
    Map<String, String> facts = new LinkedHashMap<>();
    put(facts, "state", "%s", status.state());
    put(facts, "error", "%s", status.error());
    put(facts, "warning", "%s", Boolean.TRUE.equals(status.guessing()) ? Status.GUESSING : null);
    put(facts, "rounds", "%,d", status.rounds());
    put(facts, "trained examples", "%,d", status.examples());
    put(facts, "train loss", "%.4f", status.trainLoss());
    put(facts, "effective sigma", "%.4f", status.sigmaEffective());
    put(facts, "time", "%.1f s", status.wallSeconds());
    put(facts, "written by", "%s", release());
    put(facts, "hardware", "%s", status.fingerprint());
    put(facts, "paramsSha256", "%s", status.paramsSha256());
    return history.report(name, facts, configuration, status.wallSeconds(), Optional.empty());
  }

  /** What wrote it; null in folders of the first release, which did not say. */
  private String release() {
    return status.commit() == null
        ? status.writtenBy()
        : status.writtenBy() + ", commit " + status.commit();
  }

  private static void put(Map<String, String> facts, String name, String format, Object value) {
    if (value != null) {
      facts.put(name, String.format(Locale.ROOT, format, value));
    }
  }
}
