package org.leap.jobs.report;

import static j2html.TagCreator.code;
import static j2html.TagCreator.details;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.p;
import static j2html.TagCreator.pre;
import static j2html.TagCreator.section;
import static j2html.TagCreator.summary;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The report of an experiment. */
final class ExperimentPage {
  private final ExperimentReport report;

  ExperimentPage(ExperimentReport report) {
    this.report = report;
  }

  String render() {
    ExperimentCurves curves = new ExperimentCurves(report);
    ReportTables tables =
        new ReportTables(
            new RunReport(
                report.name(),
                List.of(),
                List.of(),
                report.facts(),
                report.configuration(),
                report.secondsByPart()));
    List<DomContent> sections = new ArrayList<>();
    sections.add(section(h2("Error rates"), errorRates(), p(report.legend()).withClass("note")));
    sections.add(
        section(
            h2("Over the cells"),
            p("Cells are numbered as in the table. Bars are one standard deviation over the seeds.")
                .withClass("note"),
            Page.figures(curves::measures, SvgImage::draw)));
    for (int i = 0; i < curves.shownCells(); i++) {
      int cell = i;
      sections.add(
          section(
              h2("Cell %s: %s".formatted(cell + 1, report.cells().get(cell).title())),
              Page.figures(() -> curves.of(cell), SvgImage::draw)));
    }
    if (curves.shownCells() < report.cells().size()) {
      sections.add(
          p(
              "The curves of the other %s cells are in the reports of their runs."
                  .formatted(report.cells().size() - curves.shownCells())));
    }
    sections.add(section(h2("Time"), p("Of all runs together.").withClass("note"), tables.times()));
    sections.add(section(h2("Versions and hardware"), tables.facts()));
    sections.add(
        section(
            h2("Configuration"),
            details(
                summary("Resolved experiment (YAML)"),
                pre(code(report.configuration())).attr("tabindex", "0"))));
    return Page.render(
        report.name(), "experiment", report.verdict(), sections.toArray(DomContent[]::new));
  }

  private DomContent errorRates() {
    return div(table(
            thead(
                tr(
                    th("cell").attr("scope", "col").withClass("number"),
                    each(report.header(), title -> th(title).attr("scope", "col")))),
            tbody(
                each(
                    IntStream.range(0, report.table().size()).boxed().toList(),
                    row ->
                        tr(
                            th(Integer.toString(row + 1)).attr("scope", "row").withClass("number"),
                            each(report.table().get(row), value -> td(value).withClass("cell")))))))
        .withClass("scroll")
        .attr("tabindex", "0");
  }
}
