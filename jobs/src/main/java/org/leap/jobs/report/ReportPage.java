package org.leap.jobs.report;

import static j2html.TagCreator.body;
import static j2html.TagCreator.code;
import static j2html.TagCreator.details;
import static j2html.TagCreator.div;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.head;
import static j2html.TagCreator.header;
import static j2html.TagCreator.html;
import static j2html.TagCreator.main;
import static j2html.TagCreator.meta;
import static j2html.TagCreator.p;
import static j2html.TagCreator.pre;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.section;
import static j2html.TagCreator.style;
import static j2html.TagCreator.summary;
import static j2html.TagCreator.title;
import static java.nio.charset.StandardCharsets.UTF_8;

import j2html.tags.DomContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.knowm.xchart.XYChart;

/** The report's HTML. Everything that comes from outside is escaped by j2html. */
final class ReportPage {
  /** Turns a chart into an SVG element. */
  interface Drawing {
    String draw(XYChart chart, String idPrefix, String labelledBy);
  }

  private final RunReport report;
  private final Drawing drawing;

  ReportPage(RunReport report, Drawing drawing) {
    this.report = report;
    this.drawing = drawing;
  }

  String render() {
    ReportTables tables = new ReportTables(report);
    DomContent page =
        html(
                head(
                    meta().withCharset("utf-8"),
                    // Nothing may be loaded or run, whatever a run's name or configuration holds.
                    meta()
                        .attr("http-equiv", "Content-Security-Policy")
                        .withContent("default-src 'none'; style-src 'unsafe-inline'"),
                    meta().withName("viewport").withContent("width=device-width, initial-scale=1"),
                    title(report.name() + " - LEAP run report"),
                    style(rawHtml(styleSheet()))),
                body(
                    header(h1(report.name()), p(Verdict.of(report)).withClass("verdict")),
                    main(
                        section(h2("Summary"), tables.facts()),
                        section(h2("Curves"), curves()),
                        section(h2("Epochs"), tables.epochs()),
                        section(h2("Time"), tables.times()),
                        section(
                            h2("Configuration"),
                            details(
                                summary("Resolved configuration (YAML)"),
                                pre(code(report.configuration())).attr("tabindex", "0"))))))
            .withLang("en");
    return "<!DOCTYPE html>\n" + page.render() + "\n";
  }

  /** A run must not fail at its end because this machine cannot draw. */
  private DomContent curves() {
    Curves curves = new Curves(report);
    try {
      return div(
              figureOf(curves.loss()), figureOf(curves.accuracy()), figureOf(curves.learningRate()))
          .withClass("curves");
    } catch (RuntimeException | InternalError | LinkageError e) {
      return p(
          "The curves could not be drawn here (%s). Java needs fonts for it: install them (Debian: fontconfig and fonts-dejavu-core) and make the report again."
              .formatted(root(e)));
    }
  }

  private DomContent figureOf(Curve curve) {
    String heading = curve.id() + "-title";
    DomContent image =
        curve
            .chart()
            .<DomContent>map(chart -> rawHtml(drawing.draw(chart, curve.id(), heading)))
            .orElseGet(() -> p("Nothing was recorded."));
    return figure(h3(curve.title()).withId(heading), image, figcaption(curve.caption()));
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private static String styleSheet() {
    try (InputStream in = ReportPage.class.getResourceAsStream("report.css")) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read report.css from the jar", e);
    }
  }
}
