package org.leap.jobs.report;

import static j2html.TagCreator.a;
import static j2html.TagCreator.body;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.head;
import static j2html.TagCreator.header;
import static j2html.TagCreator.html;
import static j2html.TagCreator.li;
import static j2html.TagCreator.main;
import static j2html.TagCreator.meta;
import static j2html.TagCreator.nav;
import static j2html.TagCreator.p;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.style;
import static j2html.TagCreator.table;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.title;
import static j2html.TagCreator.ul;
import static java.nio.charset.StandardCharsets.UTF_8;

import j2html.TagCreator;
import j2html.tags.DomContent;
import j2html.tags.specialized.ThTag;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.commons.io.IOUtils;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.commons.lang3.function.Failable;
import org.knowm.xchart.XYChart;

/**
 * The HTML frame and style of all reports. Everything that comes from outside is escaped by j2html.
 */
final class Page {
  /** Turns a chart into an SVG element. */
  interface Drawing {
    String draw(XYChart chart, String idPrefix, String labelledBy);
  }

  private Page() {}

  static String render(String name, String kind, String verdict, DomContent... sections) {
    DomContent page =
        html(
                head(
                    meta().withCharset("utf-8"),
                    // Nothing may be loaded or run, whatever a run's name or configuration holds.
                    meta()
                        .attr("http-equiv", "Content-Security-Policy")
                        .withContent("default-src 'none'; style-src 'unsafe-inline'"),
                    meta().withName("viewport").withContent("width=device-width, initial-scale=1"),
                    title(name + " - LEAP " + kind + " report"),
                    style(rawHtml(styleSheet()))),
                body(header(h1(name), p(verdict).withClass("verdict")), main(sections)))
            .withLang("en");
    return "<!DOCTYPE html>\n" + page.render() + "\n";
  }

  /** A run must not fail at its end because this machine cannot draw. */
  static DomContent figures(Supplier<List<Curve>> curves, Drawing drawing) {
    try {
      return div(each(curves.get(), curve -> figureOf(curve, drawing))).withClass("curves");
    } catch (RuntimeException | InternalError | LinkageError e) {
      return p(
          "The curves could not be drawn here (%s). Java needs fonts for it: install them (Debian: fontconfig and fonts-dejavu-core) and make the report again."
              .formatted(ExceptionUtils.getRootCause(e)));
    }
  }

  private static DomContent figureOf(Curve curve, Drawing drawing) {
    String heading = curve.id() + "-title";
    DomContent image =
        curve
            .chart()
            .<DomContent>map(chart -> rawHtml(drawing.draw(chart, curve.id(), heading)))
            .orElseGet(() -> p("Nothing was recorded."));
    return figure(h3(curve.title()).withId(heading), image, figcaption(curve.caption()));
  }

  static DomContent section(String title, DomContent... parts) {
    return TagCreator.section(h2(title)).with(parts);
  }

  /**
   * A section that {@link #contents} leads to.
   *
   * @param number its place among them, from 1
   */
  static DomContent section(int number, String title, DomContent... parts) {
    return TagCreator.section(h2(title)).withId("section" + number).with(parts);
  }

  /** Links to the sections of these titles, which are numbered from 1. */
  static DomContent contents(List<String> titles) {
    return nav(ul(
            each(
                IntStream.range(0, titles.size()).boxed().toList(),
                i -> li(a(titles.get(i)).withHref("#section" + (i + 1))))))
        .attr("aria-label", "Contents");
  }

  static DomContent note(String text) {
    return p(text).withClass("note");
  }

  static DomContent scrolling(DomContent... parts) {
    return div(table(parts)).withClass("scroll");
  }

  /** A wide table, whose rows are blocks of lines where the window is narrow. */
  static DomContent stacking(DomContent... parts) {
    return div(table(parts).withClass("stacked")).withClass("scroll").attr("tabindex", "0");
  }

  static ThTag row(String title) {
    return th(title).attr("scope", "row");
  }

  static ThTag column(String title) {
    return th(title).attr("scope", "col").withClass("number");
  }

  static DomContent number(double value, int decimals) {
    String text =
        Double.isFinite(value) ? String.format(Locale.ROOT, "%." + decimals + "f", value) : "-";
    return td(text).withClass("number");
  }

  private static String styleSheet() {
    return Failable.get(() -> IOUtils.toString(Page.class.getResource("report.css"), UTF_8));
  }
}
