package org.leap.jobs.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.leap.jobs.report.ChartBuilder.Look;
import org.leap.jobs.report.ExperimentReport.CellReport;
import org.leap.jobs.report.ExperimentReport.MeasureReport;
import org.leap.jobs.report.ExperimentReport.RunCurves;
import org.leap.jobs.report.ExperimentReport.SliceValue;
import org.leap.spark.engine.RoundReport;

/** The figures of an experiment. */
final class ExperimentCurves {
  private static final int MOST_POINTS = 150;

  /** More would make a page that no browser likes. */
  private static final int MOST_CELLS = 30;

  private static final Color BLUE = new Color(0x0072B2);
  private static final Color ORANGE = new Color(0xD55E00);
  private static final Look WITHOUT = new Look(BLUE, new BasicStroke(2.2f), SeriesMarkers.NONE);
  private static final Look WITH = new Look(ORANGE, Look.dashes(2.2f, 7, 4), SeriesMarkers.NONE);
  private static final Look BAND_WITHOUT = band(BLUE);
  private static final Look BAND_WITH = band(ORANGE);

  private final ExperimentReport report;

  ExperimentCurves(ExperimentReport report) {
    this.report = report;
  }

  private static Look band(Color color) {
    return Look.area(new Color(color.getRed(), color.getGreen(), color.getBlue(), 50));
  }

  /** All figures with something to show. */
  List<Curve> all() {
    List<Curve> curves = new ArrayList<>(measures());
    for (int cell = 0; cell < shownCells(); cell++) {
      curves.addAll(of(cell));
    }
    curves.removeIf(curve -> curve.chart().isEmpty());
    return curves;
  }

  int shownCells() {
    return Math.min(MOST_CELLS, report.cells().size());
  }

  List<Curve> measures() {
    return report.measures().stream().map(this::measure).toList();
  }

  /** The figures of a cell. */
  List<Curve> of(int index) {
    CellReport cell = report.cells().get(index);
    String id = "cell" + (index + 1);
    List<Curve> curves = new ArrayList<>();
    curves.add(
        bands(
            id + "accuracy",
            "Test accuracy",
            "Mean over the seeds (line) and one standard deviation on either side (band) after each epoch.",
            "epoch",
            "test accuracy",
            cell,
            run -> Series.of(run.epochs(), EpochReport::epoch, EpochReport::testAccuracy)));
    curves.add(
        bands(
            id + "loss",
            "Training loss",
            "Mean over the seeds and one standard deviation by step.",
            "step",
            "loss",
            cell,
            run ->
                Series.of(run.rounds(), RoundReport::step, RoundReport::loss)
                    .thinned(MOST_POINTS)));
    curves.add(rate(id, cell));
    Curve slice =
        bands(
            id + "slice",
            "Loss slice",
            "Training loss along a filter-normalized random direction from the trained networks, in"
                + " filter lengths: mean and one standard deviation.",
            "offset",
            "loss",
            cell,
            run -> Series.of(run.slice(), SliceValue::offset, SliceValue::loss));
    if (slice.chart().isPresent()) {
      curves.add(slice);
    }
    return curves;
  }

  private static Curve rate(String id, CellReport cell) {
    List<RunCurves> runs = cell.with().isEmpty() ? cell.without() : cell.with();
    List<RoundReport> rounds = runs.isEmpty() ? List.of() : runs.get(0).rounds();
    return Curves.learningRate(id + "rate", RatePoint.of(rounds));
  }

  private static Curve bands(
      String id,
      String title,
      String caption,
      String x,
      String y,
      CellReport cell,
      Function<RunCurves, Series> series) {
    ChartBuilder builder = new ChartBuilder(x, y);
    List<Series.Point> without = points(cell.without(), series);
    List<Series.Point> with = points(cell.with(), series);
    Map<Double, MeanValue> plain = means(without);
    Map<Double, MeanValue> leap = means(with);
    if (x.equals("epoch")) {
      builder.labelOccurringX();
    } else if (x.equals("offset")) {
      builder.fractionsOnX();
    }
    builder.unlistedArea("± without LEAP", outline(plain), BAND_WITHOUT);
    builder.unlistedArea("± with LEAP", outline(leap), BAND_WITH);
    builder.line("without LEAP", line(plain, MeanValue::mean), WITHOUT);
    builder.line(
        cell.without().isEmpty() ? "runs" : "with LEAP", line(leap, MeanValue::mean), WITH);
    return new Curve(id, title, caption + legend(cell), builder.chart());
  }

  /** In words, for those who do not see the chart's own. */
  private static String legend(CellReport cell) {
    return cell.without().isEmpty() ? "" : " Without LEAP: solid, blue; with LEAP: dashed, orange.";
  }

  private static List<Series.Point> points(
      List<RunCurves> runs, Function<RunCurves, Series> series) {
    return runs.stream().flatMap(run -> series.apply(run).points().stream()).toList();
  }

  /** Runs of one cell have their points at the same places. */
  private static Map<Double, MeanValue> means(List<Series.Point> points) {
    Map<Double, List<Double>> values = new TreeMap<>();
    points.forEach(
        point -> values.computeIfAbsent(point.x(), x -> new ArrayList<>()).add(point.y()));
    Map<Double, MeanValue> means = new TreeMap<>();
    values.forEach((x, ys) -> means.put(x, MeanValue.of(ys)));
    return means;
  }

  private static Series line(Map<Double, MeanValue> means, ToDoubleFunction<MeanValue> value) {
    return new Series(
        means.entrySet().stream()
            .map(mean -> new Series.Point(mean.getKey(), value.applyAsDouble(mean.getValue())))
            .toList());
  }

  private static Optional<Series> outline(Map<Double, MeanValue> means) {
    return means.values().stream().allMatch(value -> value.deviation() == 0)
        ? Optional.empty()
        : Series.outline(edge(means, 1), edge(means, -1));
  }

  private static Series edge(Map<Double, MeanValue> means, int deviations) {
    return line(means, value -> value.mean() + deviations * value.deviation());
  }

  private Curve measure(MeasureReport measure) {
    ChartBuilder builder = new ChartBuilder("cell", measure.unit());
    builder.cellAxis(report.cells().size());
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
            ? ""
            : " Without LEAP: circles, blue; with LEAP: diamonds, orange.";
    return new Curve(measure.id(), measure.title(), measure.caption() + legend, builder.chart());
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
