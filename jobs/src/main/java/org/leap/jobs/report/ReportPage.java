package org.leap.jobs.report;

import static j2html.TagCreator.code;
import static j2html.TagCreator.details;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.pre;
import static j2html.TagCreator.section;
import static j2html.TagCreator.summary;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The report of a run. */
final class ReportPage {
  private final RunReport report;
  private final Page.Drawing drawing;

  ReportPage(RunReport report, Page.Drawing drawing) {
    this.report = report;
    this.drawing = drawing;
  }

  String render() {
    ReportTables tables = new ReportTables(report);
    return Page.render(
        report.name(),
        "run",
        verdict(),
        section(h2("Summary"), tables.facts()),
        section(h2("Curves"), Page.figures(new Curves(report)::all, drawing)),
        section(h2("Epochs"), tables.epochs()),
        section(h2("Time"), tables.times()),
        section(
            h2("Configuration"),
            details(
                summary("Resolved configuration (YAML)"),
                pre(code(report.configuration())).attr("tabindex", "0"))));
  }

  /** The outcome in one sentence. */
  private String verdict() {
    List<EpochReport> evaluated =
        report.epochs().stream().filter(e -> Double.isFinite(e.testAccuracy())).toList();
    if (evaluated.isEmpty()) {
      return "The run was not evaluated on a test set.";
    }
    EpochReport last = evaluated.get(evaluated.size() - 1);
    // Of equals the earliest wins.
    EpochReport best =
        evaluated.stream().max(Comparator.comparingDouble(EpochReport::testAccuracy)).orElseThrow();
    String outcome =
        String.format(
            Locale.ROOT,
            "Final test accuracy %.4f after epoch %d",
            last.testAccuracy(),
            last.epoch());
    if (best.testAccuracy() > last.testAccuracy()) {
      return String.format(
          Locale.ROOT,
          "%s; the best was %.4f after epoch %d.",
          outcome,
          best.testAccuracy(),
          best.epoch());
    }
    return outcome + (evaluated.size() > 1 ? ", the best of the run." : ".");
  }
}
