package org.leap.jobs.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.leap.core.flatness.SpectralDensity;
import org.leap.jobs.report.ChartBuilder.Look;
import org.leap.jobs.report.ExperimentReport.CellReport;
import org.leap.jobs.report.ExperimentReport.RunCurves;
import org.leap.jobs.report.ExperimentReport.SliceValue;
import org.leap.spark.engine.RoundReport;

/** The figures of an experiment. */
final class ExperimentCurves {
  private static final int MOST_POINTS = 150;

  /** More would make a page that no browser likes. */
  private static final int MOST_CELLS = 30;

  private static final Look WITHOUT =
      new Look(MeasureCurves.BLUE, new BasicStroke(2.2f), SeriesMarkers.NONE);
  private static final Look WITH =
      new Look(MeasureCurves.ORANGE, Look.dashes(2.2f, 7, 4), SeriesMarkers.NONE);
  private static final Look LAW_WITHOUT =
      new Look(MeasureCurves.BLUE, new BasicStroke(1), SeriesMarkers.NONE);
  private static final Look LAW_WITH =
      new Look(MeasureCurves.ORANGE, Look.dashes(1, 3, 3), SeriesMarkers.NONE);
  private static final Look BAND_WITHOUT = band(MeasureCurves.BLUE);
  private static final Look BAND_WITH = band(MeasureCurves.ORANGE);

  /** Figures that stay away where there is nothing to draw. */
  private static final List<String> OPTIONAL = List.of("slice", "spectrum");

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
    return report.measures().stream().map(measure -> MeasureCurves.of(report, measure)).toList();
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
            run -> Series.of(run.epochs(), EpochReport::epoch, EpochReport::testScore)));
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
    if (isFirstOfItsRate(index)) {
      curves.add(Curves.learningRate(id + "rate", rates(cell)));
    }
    Curve eigenvalue = eigenvalue(id, cell);
    if (eigenvalue.chart().isPresent()) {
      curves.add(eigenvalue);
    }
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
    curves.add(slice);
    curves.add(spectrum(id, cell));
    curves.removeIf(
        curve -> OPTIONAL.stream().anyMatch(curve.id()::endsWith) && curve.chart().isEmpty());
    return curves;
  }

  /** A rate that an earlier cell shows already is not shown again. */
  private boolean isFirstOfItsRate(int index) {
    List<RatePoint> own = rates(report.cells().get(index));
    return report.cells().stream().limit(index).noneMatch(cell -> rates(cell).equals(own));
  }

  private static List<RatePoint> rates(CellReport cell) {
    List<RunCurves> runs = cell.with().isEmpty() ? cell.without() : cell.with();
    return RatePoint.of(runs.isEmpty() ? List.of() : runs.get(0).rounds());
  }

  /** Every eigenvalue spread by a sixtieth of their range, so that runs can be averaged. */
  private static Curve spectrum(String id, CellReport cell) {
    double[] values =
        Stream.of(cell.without(), cell.with())
            .flatMap(List::stream)
            .flatMap(run -> run.spectrum().stream())
            .mapToDouble(SpectralDensity.Node::value)
            .toArray();
    double low = Arrays.stream(values).min().orElse(0);
    double range = Arrays.stream(values).max().orElse(0) - low;
    double width = range / 60;
    List<Double> places = new ArrayList<>();
    for (int i = -6; i <= 126 && range > 0; i++) {
      places.add(low + i * range / 120);
    }
    return bands(
        id + "spectrum",
        "Spectral density",
        "How the eigenvalues of the Hessian are spread, by stochastic Lanczos quadrature: logarithm of the share of them at a value, mean and one standard deviation.",
        "eigenvalue",
        "log10 of the density",
        cell,
        run -> {
          SpectralDensity density = new SpectralDensity(run.spectrum());
          return Series.of(
              run.spectrum().isEmpty() ? List.<Double>of() : places,
              x -> x,
              x -> Math.log10(Math.max(1e-7 / width, density.at(x, width))));
        });
  }

  private static Curve eigenvalue(String id, CellReport cell) {
    return bands(
        id + "eigenvalue",
        "Largest Hessian eigenvalue",
        "Of the training loss, by step: mean and one standard deviation. Thin lines: where steps along"
            + " its direction no longer come nearer to a minimum.",
        "step",
        "largest eigenvalue",
        cell,
        run -> Series.of(run.flatness(), FlatnessReport::step, FlatnessReport::eigenvalue),
        run -> Series.of(run.flatness(), FlatnessReport::step, FlatnessReport::predicted));
  }

  private static Curve bands(
      String id,
      String title,
      String caption,
      String x,
      String y,
      CellReport cell,
      Function<RunCurves, Series> series) {
    return bands(id, title, caption, x, y, cell, series, run -> new Series(List.of()));
  }

  private static Curve bands(
      String id,
      String title,
      String caption,
      String x,
      String y,
      CellReport cell,
      Function<RunCurves, Series> series,
      Function<RunCurves, Series> law) {
    ChartBuilder builder = new ChartBuilder(x, y);
    List<Series.Point> without = points(cell.without(), series);
    List<Series.Point> with = points(cell.with(), series);
    Map<Double, MeanValue> plain = means(without);
    Map<Double, MeanValue> leap = means(with);
    if (x.equals("epoch")) {
      builder.labelOccurringX();
    } else if (x.equals("offset") || x.equals("eigenvalue")) {
      builder.fractionsOnX();
    }
    builder.unlistedArea("± without LEAP", outline(plain), BAND_WITHOUT);
    builder.unlistedArea("± with LEAP", outline(leap), BAND_WITH);
    builder.line("without LEAP", line(plain, MeanValue::mean), WITHOUT);
    builder.line(
        cell.without().isEmpty() ? "runs" : "with LEAP", line(leap, MeanValue::mean), WITH);
    Series plainLaw = line(means(points(cell.without(), law)), MeanValue::mean);
    Series leapLaw = line(means(points(cell.with(), law)), MeanValue::mean);
    if (!plainLaw.points().isEmpty()) {
      builder.unlistedLine("edge without LEAP", plainLaw, LAW_WITHOUT);
    }
    if (!leapLaw.points().isEmpty()) {
      builder.unlistedLine("edge with LEAP", leapLaw, LAW_WITH);
    }
    int number = 0;
    for (var arm : cell.others().entrySet()) {
      Color color = MeasureCurves.other(number);
      builder.line(
          arm.getKey(),
          line(means(points(arm.getValue(), series)), MeanValue::mean),
          new Look(color, Look.dashes(1.8f, 3 + 2f * number, 3), SeriesMarkers.NONE));
      number++;
    }
    return new Curve(id, title, caption + legend(cell), builder.chart());
  }

  /** In words, for those who do not see the chart's own. */
  private static String legend(CellReport cell) {
    String others =
        cell.others().isEmpty() ? "" : " Thin: " + String.join(", ", cell.others().keySet()) + ".";
    return cell.without().isEmpty()
        ? others
        : " Without LEAP: solid, blue; with LEAP: dashed, orange." + others;
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
}
