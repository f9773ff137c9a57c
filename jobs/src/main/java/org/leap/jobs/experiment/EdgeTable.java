package org.leap.jobs.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.descriptive.rank.Median;
import org.leap.jobs.experiment.statistics.Summary;
import org.leap.jobs.report.FlatnessReport;

/**
 * Where the largest Hessian eigenvalue of runs has settled, against where the law of {@code
 * docs/theory.md} has steps along its direction no longer come nearer: learning rate times
 * eigenvalue, the median over the second half of what a run has measured, of the runs that
 * succeeded.
 *
 * @param arms whether there is more than one
 */
record EdgeTable(List<String> axes, boolean arms, List<Line> lines) {
  static final String LEGEND =
      "Learning rate times largest Hessian eigenvalue: predicted by the law, and measured, the median"
          + " over the second half of a run's measurements, mean ± standard deviation over seeds. The"
          + " error is measured over predicted, less 1, ± standard error. Share: of sigma² that acts"
          + " along the direction. Highest: the largest median of five measurements in a row. It leaves"
          + " out how the eigenvalue falls once a network has fitted its examples, with their loss:"
          + " that of the training examples, the same median as measured.";

  /** Measurements in a row whose median is no outlier. */
  private static final int IN_A_ROW = 5;

  /**
   * What a run has settled at; NaN where it is not known.
   *
   * @param highest the largest median of some measurements in a row
   */
  record Settled(double predicted, double measured, double highest, double share, double loss) {

    static Optional<Settled> of(List<FlatnessReport> all) {
      List<FlatnessReport> late = all.subList(all.size() / 2, all.size());
      return late.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new Settled(
                  median(late, FlatnessReport::edge),
                  median(late, FlatnessReport::measured),
                  highest(all),
                  median(late, FlatnessReport::share),
                  median(late, FlatnessReport::loss)));
    }

    private static double median(List<FlatnessReport> all, ToDoubleFunction<FlatnessReport> value) {
      double[] finite = all.stream().mapToDouble(value).filter(Double::isFinite).toArray();
      return new Median().evaluate(finite);
    }

    private static double highest(List<FlatnessReport> all) {
      return IntStream.rangeClosed(0, Math.max(0, all.size() - IN_A_ROW))
          .mapToDouble(
              i ->
                  median(
                      all.subList(i, Math.min(all.size(), i + IN_A_ROW)), FlatnessReport::measured))
          .filter(Double::isFinite)
          .max()
          .orElse(Double.NaN);
    }

    double error() {
      return measured / predicted - 1;
    }
  }

  /**
   * Runs of an arm of a cell.
   *
   * @param runs those that succeeded and were measured
   * @param others diverged or failed
   */
  record Line(List<String> labels, String arm, List<Settled> runs, int others) {

    private Optional<Summary> summary(ToDoubleFunction<Settled> value) {
      List<Double> finite =
          runs.stream().mapToDouble(value).filter(Double::isFinite).boxed().toList();
      return finite.isEmpty() ? Optional.empty() : Optional.of(Summary.of(finite));
    }

    private Double mean(ToDoubleFunction<Settled> value) {
      return summary(value).map(Summary::mean).orElse(null);
    }
  }

  /**
   * The table of an experiment; nothing if no run has followed its flatness.
   *
   * @param measured of every run, by name
   */
  static Optional<EdgeTable> of(Results results, Map<String, List<FlatnessReport>> measured) {
    if (measured.values().stream().allMatch(List::isEmpty)) {
      return Optional.empty();
    }
    List<String> arms = results.rows().stream().map(ResultRow::arm).distinct().toList();
    List<Line> lines = new ArrayList<>();
    for (List<String> labels : results.rows().stream().map(ResultRow::labels).distinct().toList()) {
      for (String arm : arms) {
        List<ResultRow> own = results.of(labels, arm).toList();
        List<Settled> settled =
            own.stream()
                .filter(ResultRow::succeeded)
                .flatMap(row -> Settled.of(measured.get(row.run())).stream())
                .toList();
        lines.add(new Line(labels, arm, settled, own.size() - settled.size()));
      }
    }
    return Optional.of(new EdgeTable(results.axes(), arms.size() > 1, lines));
  }

  List<String> header() {
    return Column.names(columns());
  }

  /** A line for people, in the order of the header. */
  List<String> words(Line line) {
    return Column.words(columns(), line);
  }

  private List<Column<Line>> columns() {
    List<Column<Line>> columns = Column.ofAxes(axes, Line::labels);
    if (arms) {
      columns.add(new Column<>("arm", Line::arm));
    }
    columns.add(new Column<>("share", line -> number("%.4f", line.mean(Settled::share))));
    columns.add(new Column<>("predicted", line -> number("%.2f", line.mean(Settled::predicted))));
    columns.add(
        new Column<>(
            "measured", line -> ErrorColumns.meanAndDeviation(line.summary(Settled::measured))));
    columns.add(new Column<>("error (%)", EdgeTable::error));
    columns.add(
        new Column<>(
            "highest", line -> ErrorColumns.meanAndDeviation(line.summary(Settled::highest))));
    columns.add(new Column<>("loss", line -> number("%.4f", line.mean(Settled::loss))));
    columns.add(
        new Column<>(
            "runs",
            line ->
                line.runs().size()
                    + (line.others() == 0
                        ? ""
                        : "; %s diverged or failed".formatted(line.others()))));
    return columns;
  }

  private static String error(Line line) {
    return line.summary(Settled::error)
        .map(
            error ->
                error.count() > 1
                    ? String.format(
                        Locale.ROOT,
                        "%+.1f ± %.1f",
                        100 * error.mean(),
                        100 * error.standardError())
                    : String.format(Locale.ROOT, "%+.1f", 100 * error.mean()))
        .orElse("-");
  }

  private static String number(String format, Double value) {
    return value == null ? "-" : String.format(Locale.ROOT, format, value);
  }

  String markdown() {
    StringBuilder text = new StringBuilder();
    Column.markdown(
        text, header(), axes.size() + (arms ? 1 : 0), lines.stream().map(this::words).toList());
    return text.append('\n').append(LEGEND).append('\n').toString();
  }

  /** All figures, for programs. */
  String csv() {
    List<Column<Line>> columns = Column.ofAxes(axes, Line::labels);
    columns.add(new Column<>("arm", Line::arm));
    columns.add(new Column<>("runs", line -> line.runs().size()));
    columns.add(new Column<>("others", Line::others));
    columns.add(new Column<>("share", line -> line.mean(Settled::share)));
    columns.add(new Column<>("predicted", line -> line.mean(Settled::predicted)));
    columns.add(new Column<>("measured", line -> line.mean(Settled::measured)));
    columns.add(new Column<>("measuredDeviation", line -> deviation(line, Settled::measured)));
    columns.add(new Column<>("error", line -> line.mean(Settled::error)));
    columns.add(new Column<>("errorDeviation", line -> deviation(line, Settled::error)));
    columns.add(new Column<>("highest", line -> line.mean(Settled::highest)));
    columns.add(new Column<>("highestDeviation", line -> deviation(line, Settled::highest)));
    columns.add(new Column<>("loss", line -> line.mean(Settled::loss)));
    return Column.csv(columns, lines);
  }

  private static Double deviation(Line line, ToDoubleFunction<Settled> value) {
    return line.summary(value)
        .filter(summary -> summary.count() > 1)
        .map(Summary::standardDeviation)
        .orElse(null);
  }
}
