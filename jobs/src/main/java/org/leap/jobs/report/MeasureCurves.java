package org.leap.jobs.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.leap.jobs.report.ChartBuilder.Look;
import org.leap.jobs.report.ExperimentReport.MeasureReport;
import org.leap.jobs.report.ExperimentReport.Placement;

/** A measure over the cells of an experiment. */
final class MeasureCurves {
  static final Color BLUE = new Color(0x0072B2);
  static final Color ORANGE = new Color(0xD55E00);

  /** After the two that stand for runs without LEAP and with it. */
  private static final List<Color> OTHERS =
      List.of(
          new Color(0x009E73),
          new Color(0xCC79A7),
          new Color(0xE69F00),
          new Color(0x56B4E9),
          new Color(0x000000));

  private static final List<Marker> MARKERS =
      List.of(
          SeriesMarkers.DIAMOND,
          SeriesMarkers.SQUARE,
          SeriesMarkers.TRIANGLE_UP,
          SeriesMarkers.TRIANGLE_DOWN,
          SeriesMarkers.CROSS);

  private MeasureCurves() {}

  /** The colour of a further series. */
  static Color other(int number) {
    return OTHERS.get(number % OTHERS.size());
  }

  /** Cells are numbered where the grid has no axis of numbers. */
  static Curve of(ExperimentReport report, MeasureReport measure) {
    return report
        .placement()
        .map(placement -> placed(measure, placement))
        .orElseGet(() -> numbered(measure, report.cells().size()));
  }

  private static Curve numbered(MeasureReport measure, int cells) {
    ChartBuilder builder = new ChartBuilder("cell", measure.unit());
    builder.cellAxis(cells);
    double shift = measure.without().isEmpty() ? 0 : 0.12;
    builder.errorBars(
        "without LEAP",
        places(measure.without(), -shift),
        present(measure.without()),
        Look.markers(BLUE, SeriesMarkers.CIRCLE));
    builder.errorBars(
        measure.without().isEmpty() ? "runs" : "with LEAP",
        places(measure.with(), shift),
        present(measure.with()),
        Look.markers(ORANGE, SeriesMarkers.DIAMOND));
    String legend =
        measure.without().isEmpty()
            ? " Cells are numbered as below."
            : " Cells are numbered as below. Without LEAP: circles, blue; with LEAP: diamonds, orange.";
    return new Curve(measure.id(), measure.title(), measure.caption() + legend, builder.chart());
  }

  /** A line for all cells that differ in the axis alone; what several are compared with is one. */
  private static Curve placed(MeasureReport measure, Placement placement) {
    ChartBuilder builder = new ChartBuilder(placement.axis(), measure.unit());
    builder.fractionsOnX();
    Map<String, List<Integer>> lines = new LinkedHashMap<>();
    for (int cell = 0; cell < placement.x().size(); cell++) {
      lines.computeIfAbsent(placement.lines().get(cell), name -> new ArrayList<>()).add(cell);
    }
    List<String> drawn = new ArrayList<>();
    int number = 0;
    for (var line : lines.entrySet()) {
      Color color = number == 0 ? ORANGE : other(number - 1);
      baseline(builder, measure, placement, line, drawn);
      List<Integer> cells =
          line.getValue().stream()
              .filter(cell -> Double.isFinite(measure.with().get(cell).mean()))
              .sorted((a, b) -> Double.compare(placement.x().get(a), placement.x().get(b)))
              .toList();
      builder.errorBars(
          line.getKey(),
          cells.stream().map(placement.x()::get).toList(),
          cells.stream().map(measure.with()::get).toList(),
          new Look(color, new BasicStroke(1.6f), MARKERS.get(number % MARKERS.size())));
      number++;
    }
    String legend =
        measure.without().isEmpty() ? "" : " Dashed: the runs without LEAP that they share.";
    return new Curve(measure.id(), measure.title(), measure.caption() + legend, builder.chart());
  }

  private static void baseline(
      ChartBuilder builder,
      MeasureReport measure,
      Placement placement,
      Map.Entry<String, List<Integer>> line,
      List<String> drawn) {
    List<Integer> cells =
        line.getValue().stream()
            .filter(cell -> !measure.without().isEmpty())
            .filter(cell -> Double.isFinite(measure.without().get(cell).mean()))
            .sorted((a, b) -> Double.compare(placement.x().get(a), placement.x().get(b)))
            .toList();
    String key = cells.stream().map(placement.baselines()::get).distinct().toList().toString();
    if (cells.isEmpty() || drawn.contains(key)) {
      return;
    }
    String name = "without LEAP" + (drawn.isEmpty() ? "" : ", " + line.getKey());
    drawn.add(key);
    builder.line(
        name,
        new Series(
            cells.stream()
                .map(
                    cell ->
                        new Series.Point(
                            placement.x().get(cell), measure.without().get(cell).mean()))
                .toList()),
        new Look(
            drawn.size() == 1 ? BLUE : other(drawn.size()),
            Look.dashes(1.6f, 5, 4),
            SeriesMarkers.NONE));
  }

  private static List<Double> places(List<MeanValue> values, double shift) {
    return IntStream.range(0, values.size())
        .filter(i -> Double.isFinite(values.get(i).mean()))
        .mapToObj(i -> i + 1 + shift)
        .toList();
  }

  private static List<MeanValue> present(List<MeanValue> values) {
    return values.stream().filter(value -> Double.isFinite(value.mean())).toList();
  }
}
