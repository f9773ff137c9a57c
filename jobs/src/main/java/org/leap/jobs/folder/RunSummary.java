package org.leap.jobs.folder;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.leap.jobs.report.FinalScores;
import org.leap.jobs.report.RunReport;
import org.leap.spark.storage.Folder;

/**
 * What the report of a run that succeeded says beside its metrics, {@code summary.json} in its
 * folder: by it the same report can be made again.
 *
 * @param facts in order
 * @param seconds wall-clock time of the attempt that ended the run
 */
public record RunSummary(
    String name, Map<String, String> facts, double seconds, FinalScores scores) {
  private static final String FILE = "summary.json";
  private static final int LIMIT = 1 << 20;
  private static final String SHA = "paramsSha256";

  public RunSummary {
    facts = facts == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(facts));
  }

  /** Leaves it in the folder of its run. */
  public void write(Folder folder) throws IOException {
    folder.write(FILE, Json.document(this));
  }

  /** That of the network that a run has ended with; nothing if it has none that can be read. */
  static Optional<RunSummary> read(Folder folder, Status status) throws IOException {
    Optional<String> text = folder.read(FILE, LIMIT);
    try {
      RunSummary summary = text.isEmpty() ? null : Json.read(text.get(), RunSummary.class);
      return Optional.ofNullable(summary)
          .filter(one -> one.name != null && status.state() == Status.State.SUCCEEDED)
          .filter(one -> one.facts.getOrDefault(SHA, "").equals(status.paramsSha256()));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /**
   * The report.
   *
   * @param configuration resolved, YAML
   */
  public RunReport report(History history, String configuration) {
    return history.report(name, facts, configuration, seconds, Optional.ofNullable(scores));
  }
}
