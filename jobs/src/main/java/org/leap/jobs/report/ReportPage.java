package org.leap.jobs.report;

import static j2html.TagCreator.code;
import static j2html.TagCreator.details;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.pre;
import static j2html.TagCreator.section;
import static j2html.TagCreator.summary;

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
        Verdict.of(report),
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
}
