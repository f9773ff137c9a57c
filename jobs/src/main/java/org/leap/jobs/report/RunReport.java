package org.leap.jobs.report;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.leap.spark.engine.RoundReport;

/**
 * Everything the report of a run shows.
 *
 * @param name name of the run
 * @param rounds averaging rounds in order; may be empty
 * @param epochs evaluations in order; may be empty
 * @param summary facts to list, in order
 * @param configuration the resolved configuration, YAML
 * @param secondsByPart what the run's wall-clock time was spent on, in order
 */
public record RunReport(
    String name,
    List<RoundReport> rounds,
    List<EpochReport> epochs,
    Map<String, String> summary,
    String configuration,
    Map<String, Double> secondsByPart) {

  public RunReport {
    requireNonNull(name, "name is null");
    requireNonNull(configuration, "configuration is null");
    rounds = List.copyOf(rounds);
    epochs = List.copyOf(epochs);
    summary = Collections.unmodifiableMap(new LinkedHashMap<>(summary));
    secondsByPart = Collections.unmodifiableMap(new LinkedHashMap<>(secondsByPart));
  }

  /**
   * A whole HTML page that needs no other file, no network and no script.
   *
   * <p>Where the Java installation cannot draw (no fonts, as in some slim containers), the page
   * says so in place of the curves.
   */
  public String html() {
    return new ReportPage(this, SvgImage::draw).render();
  }

  /** Its figures as PNG files, by name; empty where Java cannot draw. */
  public Map<String, byte[]> figures() {
    return PngImage.of(new Curves(this)::all);
  }
}
