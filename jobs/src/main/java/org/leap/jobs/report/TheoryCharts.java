package org.leap.jobs.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.leap.jobs.report.ChartBuilder.Look;
import org.leap.jobs.theory.Escape;
import org.leap.jobs.theory.MeanSquare;
import org.leap.jobs.theory.Occupancy;
import org.leap.jobs.theory.TheoryExperiment;

/** The figures of {@code docs/theory.md}: measured values as markers, laws as lines. */
public final class TheoryCharts {
  private static final List<Color> COLORS =
      List.of(new Color(0x000000), new Color(0x0072B2), new Color(0x009E73), new Color(0xD55E00));
  private static final List<Marker> MARKERS =
      List.of(
          SeriesMarkers.CIRCLE,
          SeriesMarkers.SQUARE,
          SeriesMarkers.TRIANGLE_UP,
          SeriesMarkers.DIAMOND);

  private TheoryCharts() {}

  /** SVG files by name. */
  public static Map<String, String> of(TheoryExperiment experiment) {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("stability.svg", svg(stability(experiment.meanSquares())));
    files.put("escape.svg", svg(escape(experiment.escapes())));
    files.put("occupancy.svg", svg(occupancy(experiment)));
    return files;
  }

  private static ChartBuilder stability(List<MeanSquare> values) {
    ChartBuilder chart = new ChartBuilder("eta H", "mean square factor of a step");
    List<Double> sigmas = values.stream().map(MeanSquare::sigma).distinct().toList();
    for (int i = 0; i < sigmas.size(); i++) {
      double sigma = sigmas.get(i);
      List<MeanSquare> own = values.stream().filter(v -> v.sigma() == sigma).toList();
      chart.unlistedLine(
          "law, sigma " + sigma, Series.of(own, MeanSquare::etaH, MeanSquare::law), line(i, false));
      chart.line(
          "sigma " + sigma, Series.of(own, MeanSquare::etaH, MeanSquare::measured), marks(i));
    }
    chart.unlistedLine(
        "edge",
        new Series(List.of(new Series.Point(0.2, 1), new Series.Point(2.2, 1))),
        new Look(Color.GRAY, dashed(), SeriesMarkers.NONE));
    chart.fractionsOnX();
    return chart;
  }

  private static ChartBuilder escape(List<Escape> values) {
    ChartBuilder chart = new ChartBuilder("1 / (1 + sigma^2)", "log of escape time x eta H / pi");
    ToDoubleFunction<Escape> x = e -> 1 / (1 + e.sigma() * e.sigma());
    int i = 1;
    for (String valley : List.of("sharp", "flat")) {
      List<Escape> own = values.stream().filter(v -> v.valley().equals(valley)).toList();
      chart.unlistedLine(
          valley + ", leading order", Series.of(own, x, Escape::leading), line(i, false));
      chart.unlistedLine(
          valley + ", corrected", Series.of(own, x, Escape::corrected), line(i, true));
      chart.line(valley, Series.of(own, x, Escape::exponent), marks(i));
      i += 2;
    }
    chart.fractionsOnX();
    return chart;
  }

  private static ChartBuilder occupancy(TheoryExperiment experiment) {
    ChartBuilder chart = new ChartBuilder("sigma", "walkers in flat to sharp valley");
    chart.line(
        "after 20,000 steps",
        Series.of(experiment.occupancies(), Occupancy::sigma, Occupancy::ratio),
        new Look(COLORS.get(1), solid(), MARKERS.get(1)));
    chart.line(
        "in equilibrium",
        Series.of(experiment.equilibria(), Occupancy::sigma, Occupancy::ratio),
        new Look(COLORS.get(3), dashed(), MARKERS.get(3)));
    chart.fractionsOnX();
    return chart;
  }

  private static Look line(int i, boolean dashed) {
    return new Look(COLORS.get(i), dashed ? dashed() : solid(), SeriesMarkers.NONE);
  }

  private static Look marks(int i) {
    return Look.markers(COLORS.get(i), MARKERS.get(i));
  }

  private static BasicStroke solid() {
    return new BasicStroke(1.6f);
  }

  private static BasicStroke dashed() {
    return Look.dashes(1.6f, 6, 4);
  }

  private static String svg(ChartBuilder builder) {
    return SvgImage.draw(builder.chart().orElseThrow(), "s", "figure") + "\n";
  }
}
