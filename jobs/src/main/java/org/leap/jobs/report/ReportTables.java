package org.leap.jobs.report;

import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.p;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;

import j2html.tags.DomContent;
import j2html.tags.specialized.ThTag;
import java.util.Locale;

/** The report's tables. */
final class ReportTables {
  private final RunReport report;

  ReportTables(RunReport report) {
    this.report = report;
  }

  DomContent facts() {
    if (report.summary().isEmpty()) {
      return p("No facts were recorded.");
    }
    return scrolling(
        tbody(
            each(report.summary(), (name, value) -> tr(th(name).attr("scope", "row"), td(value)))));
  }

  DomContent epochs() {
    if (report.epochs().isEmpty()) {
      return p("The run was not evaluated on a test set.");
    }
    return scrolling(
        thead(tr(column("Epoch"), column("Test accuracy"), column("Test loss"))),
        tbody(
            each(
                report.epochs(),
                epoch ->
                    tr(
                        th(Integer.toString(epoch.epoch()))
                            .attr("scope", "row")
                            .withClass("number"),
                        number(epoch.testAccuracy(), 4),
                        number(epoch.testLoss(), 4)))));
  }

  DomContent times() {
    if (report.secondsByPart().isEmpty()) {
      return p("No times were recorded.");
    }
    double total = report.secondsByPart().values().stream().mapToDouble(s -> s).sum();
    return scrolling(
        thead(tr(th("Part").attr("scope", "col"), column("Seconds"), column("Share (%)"))),
        tbody(
            each(
                report.secondsByPart(),
                (part, seconds) ->
                    tr(
                        th(part).attr("scope", "row"),
                        number(seconds, 1),
                        number(total > 0 ? 100 * seconds / total : 0, 1)))));
  }

  private static DomContent scrolling(DomContent... parts) {
    return div(table(parts)).withClass("scroll");
  }

  private static ThTag column(String title) {
    return th(title).attr("scope", "col").withClass("number");
  }

  private static DomContent number(double value, int decimals) {
    String text =
        Double.isFinite(value) ? String.format(Locale.ROOT, "%." + decimals + "f", value) : "-";
    return td(text).withClass("number");
  }
}
