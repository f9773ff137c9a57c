package org.leap.jobs.folder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
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

/**
 * The record of a run as its folder holds it, whether it has ended or not. The files are not
 * trusted.
 *
 * @param configuration {@code config.yaml}
 * @param history as far as it was recorded
 */
public record RecordedRun(Status status, String configuration, History history) {
  /** The resolved configuration of a run, in its folder. */
  public static final String CONFIG_FILE = "config.yaml";

  private static final int TEXT_LIMIT = 1 << 20;
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

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
            folder.read(CONFIG_FILE, TEXT_LIMIT).orElse(""),
            MetricsLog.read(folder)));
  }

  /** On the validation set after the last epoch; null without such a set. */
  public Double validationAccuracy() {
    return history
        .lastEpoch()
        .map(EpochReport::validation)
        .map(EpochReport.Score::accuracy)
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
      Status status = JSON.readValue(text.get(), Status.class);
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

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /** The report that can be made of the folder alone. */
  public RunReport report(String name) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("state", status.state().name());
    if (status.error() != null) {
      facts.put("error", status.error());
    }
    facts.put("rounds", text("%,d", status.rounds()));
    facts.put("trained examples", text("%,d", status.examples()));
    if (status.trainLoss() != null) {
      facts.put("train loss", text("%.4f", status.trainLoss()));
    }
    if (status.sigmaEffective() != null) {
      facts.put("effective sigma", text("%.4f", status.sigmaEffective()));
    }
    facts.put("time", text("%.1f s", status.wallSeconds()));
    if (status.fingerprint() != null) {
      facts.put("hardware", status.fingerprint());
    }
    if (status.paramsSha256() != null) {
      facts.put("paramsSha256", status.paramsSha256());
    }
    return new RunReport(
        name, history.rounds(), history.epochs(), facts, configuration, secondsByPart());
  }
}
