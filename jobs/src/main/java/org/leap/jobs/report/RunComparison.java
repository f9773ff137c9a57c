package org.leap.jobs.report;

import static j2html.TagCreator.each;
import static j2html.TagCreator.p;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;

import j2html.tags.DomContent;
import java.awt.BasicStroke;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.leap.jobs.report.ChartBuilder.Look;
import org.leap.spark.engine.RoundReport;

/** Runs side by side: what differs in their configurations, what they came to, and their curves. */
public record RunComparison(List<Side> sides) {
  private static final int MOST_POINTS = 300;

  /**
   * A run.
   *
   * @param name unlike those of the others
   * @param settings of its configuration, by key
   * @param report of it alone
   */
  public record Side(String name, Map<String, String> settings, RunReport report) {
    public Side {
      settings = new LinkedHashMap<>(settings);
    }
  }

  public RunComparison {
    sides = List.copyOf(sides);
  }

  /** A whole HTML page that needs no other file, no network and no script. */
  public String html() {
    Map<String, List<String>> differing = differing();
    return Page.render(
        String.join(", ", sides.stream().map(Side::name).toList()),
        "comparison",
        "%s runs, whose configurations differ in %s key%s."
            .formatted(sides.size(), differing.size(), differing.size() == 1 ? "" : "s"),
        Page.section(
            "What differs",
            differing.isEmpty() ? p("Nothing: the runs are configured alike.") : table(differing)),
        Page.section("Outcome", table(facts())),
        Page.section("Curves", Page.figures(this::curves, SvgImage::draw)));
  }

  /** Keys that not all runs have the same value of; a dash stands for none. */
  Map<String, List<String>> differing() {
    Map<String, List<String>> rows = rows(Side::settings);
    rows.keySet().remove("name");
    rows.values().removeIf(values -> values.stream().distinct().count() == 1);
    return rows;
  }

  private Map<String, List<String>> facts() {
    return rows(
        side -> {
          Map<String, String> facts = new LinkedHashMap<>();
          facts.put("outcome", side.report().verdict());
          facts.putAll(side.report().particulars().facts());
          return facts;
        });
  }

  private Map<String, List<String>> rows(Function<Side, Map<String, String>> values) {
    Set<String> names = new LinkedHashSet<>();
    sides.forEach(side -> names.addAll(values.apply(side).keySet()));
    Map<String, List<String>> rows = new LinkedHashMap<>();
    for (String name : names) {
      rows.put(
          name, sides.stream().map(side -> values.apply(side).getOrDefault(name, "-")).toList());
    }
    return rows;
  }

  private DomContent table(Map<String, List<String>> rows) {
    return Page.stacking(
        thead(tr(th(""), each(sides, side -> th(side.name()).attr("scope", "col")))),
        tbody(
            each(
                List.copyOf(rows.entrySet()),
                row ->
                    tr(
                        Page.row(row.getKey()),
                        each(
                            IntStream.range(0, sides.size()).boxed().toList(),
                            i ->
                                td(row.getValue().get(i))
                                    .attr("data-title", sides.get(i).name()))))));
  }

  private List<Curve> curves() {
    return List.of(
        curve(
            "accuracy",
            "Test " + sides.get(0).report().measure().inWords(),
            "epoch",
            report -> Series.of(report.epochs(), EpochReport::epoch, EpochReport::testScore)),
        curve(
            "testLoss",
            "Test loss",
            "epoch",
            report -> Series.of(report.epochs(), EpochReport::epoch, EpochReport::testLoss)),
        curve(
            "loss",
            "Training loss",
            "step",
            report ->
                Series.of(report.rounds(), RoundReport::step, RoundReport::loss)
                    .thinned(MOST_POINTS)));
  }

  private Curve curve(String id, String title, String x, Function<RunReport, Series> series) {
    ChartBuilder builder = new ChartBuilder(x, title.toLowerCase(Locale.ROOT));
    List<String> names = new ArrayList<>();
    for (int i = 0; i < sides.size(); i++) {
      var stroke = i == 0 ? new BasicStroke(2.2f) : Look.dashes(2.2f, 2 + 3f * i, 3);
      var color = i == 0 ? MeasureCurves.BLUE : MeasureCurves.other(i - 1);
      builder.line(
          sides.get(i).name(),
          series.apply(sides.get(i).report()),
          new Look(color, stroke, SeriesMarkers.NONE));
      names.add(sides.get(i).name());
    }
    return new Curve(
        id, title, "Of the runs " + String.join(", ", names) + ", in this order.", builder.chart());
  }
}
