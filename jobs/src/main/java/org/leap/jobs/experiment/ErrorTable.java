package org.leap.jobs.experiment;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.leap.jobs.experiment.statistics.ComparisonTable;
import org.leap.jobs.experiment.statistics.PairedComparison;
import org.leap.jobs.experiment.statistics.Summary;
import org.leap.jobs.experiment.statistics.Verdict;

/**
 * The error rates of an experiment's cells in percent, with LEAP and without.
 *
 * @param paired whether there are runs without LEAP
 */
record ErrorTable(List<String> axes, boolean paired, List<Line> lines) {
  static final double ALPHA = 0.05;
  static final double CONFIDENCE = 0.95;

  /**
   * Runs of a cell with LEAP, or without.
   *
   * @param errors in percent, of the runs that succeeded, by seed
   */
  record Arm(Map<Long, Double> errors, int diverged, int failed) {

    Optional<Summary> summary() {
      return errors.isEmpty()
          ? Optional.empty()
          : Optional.of(Summary.of(List.copyOf(errors.values())));
    }

    private Double figure(Function<Summary, Double> value) {
      return summary().map(value).map(ErrorTable::finite).orElse(null);
    }
  }

  /**
   * One line of the table: a cell.
   *
   * @param comparison absent where no seed succeeded both with LEAP and without
   */
  record Line(
      List<String> labels, Arm without, Arm with, Optional<ComparisonTable.Cell> comparison) {

    int pairs() {
      return comparison.map(cell -> cell.comparison().pairs()).orElse(0);
    }

    Verdict verdict() {
      return comparison.map(ComparisonTable.Cell::verdict).orElse(Verdict.TOO_FEW_SEEDS);
    }
  }

  static ErrorTable of(Results results) {
    Map<List<String>, List<ResultRow>> cells =
        results.rows().stream()
            .collect(groupingBy(ResultRow::labels, LinkedHashMap::new, toList()));
    List<ComparisonTable.Entry> entries = new ArrayList<>();
    cells.forEach(
        (labels, rows) ->
            compared(arm(rows, true), arm(rows, false))
                .ifPresent(
                    pair -> entries.add(new ComparisonTable.Entry(labels.toString(), pair))));
    var judged =
        ComparisonTable.of(entries, ComparisonTable.Better.LOWER, ALPHA).cells().stream()
            .collect(toMap(ComparisonTable.Cell::name, cell -> cell));
    List<Line> lines = new ArrayList<>();
    cells.forEach(
        (labels, rows) -> {
          var comparison = Optional.ofNullable(judged.get(labels.toString()));
          lines.add(new Line(labels, arm(rows, false), arm(rows, true), comparison));
        });
    boolean paired = results.rows().stream().anyMatch(row -> !row.leap());
    return new ErrorTable(results.axes(), paired, lines);
  }

  private static Arm arm(List<ResultRow> rows, boolean leap) {
    List<ResultRow> own = rows.stream().filter(row -> row.leap() == leap).toList();
    Map<Long, Double> errors = new TreeMap<>();
    own.stream()
        .filter(ResultRow::succeeded)
        .forEach(row -> errors.put(row.seed(), 100 * row.outcome().errorRate()));
    int diverged = (int) own.stream().filter(row -> row.state().equals("DIVERGED")).count();
    int failed = (int) own.stream().filter(row -> !row.succeeded()).count() - diverged;
    return new Arm(errors, diverged, failed);
  }

  /** The seeds that succeeded on both sides. */
  private static Optional<PairedComparison> compared(Arm with, Arm without) {
    var seeds = with.errors().keySet().stream().filter(without.errors()::containsKey).toList();
    return seeds.isEmpty()
        ? Optional.empty()
        : Optional.of(
            PairedComparison.of(
                seeds.stream().map(with.errors()::get).toList(),
                seeds.stream().map(without.errors()::get).toList(),
                CONFIDENCE));
  }

  /** What the whole table says, in a sentence. */
  String verdict() {
    if (!paired) {
      return "Only runs as configured were trained, so nothing is compared.";
    }
    var counts = lines.stream().collect(groupingBy(Line::verdict, TreeMap::new, counting()));
    return "LEAP against none, of %s cell%s: %s."
        .formatted(
            lines.size(),
            lines.size() == 1 ? "" : "s",
            counts.entrySet().stream()
                .map(count -> "%s in %s".formatted(count.getKey(), count.getValue()))
                .collect(joining(", ")));
  }

  /** Column titles for people. */
  List<String> header() {
    return Column.names(columns());
  }

  /** A line for people, in the order of the header. */
  List<String> words(Line line) {
    return columns().stream().map(column -> (String) column.value().apply(line)).toList();
  }

  private List<Column<Line>> columns() {
    List<Column<Line>> columns = Column.ofAxes(axes, Line::labels);
    if (paired) {
      columns.add(new Column<>("without LEAP (%)", line -> meanAndDeviation(line.without())));
    }
    String with = paired ? "with LEAP (%)" : "error rate (%)";
    columns.add(new Column<>(with, line -> meanAndDeviation(line.with())));
    if (paired) {
      columns.add(ofComparison("difference [95 % interval]", "-", ErrorTable::difference));
      columns.add(ofComparison("p (t, Holm)", "-", cell -> p(cell.adjustedTTest())));
      columns.add(ofComparison("p (signed ranks, Holm)", "-", cell -> p(cell.adjustedWilcoxon())));
      columns.add(new Column<>("verdict", line -> line.verdict().toString()));
    }
    columns.add(new Column<>("runs", this::runs));
    return columns;
  }

  private static Column<Line> ofComparison(
      String name, String otherwise, Function<ComparisonTable.Cell, Object> value) {
    return new Column<>(name, line -> line.comparison().map(value).orElse(otherwise));
  }

  private static String meanAndDeviation(Arm arm) {
    return arm.summary()
        .map(
            s ->
                s.count() > 1
                    ? text("%.2f ± %.2f", s.mean(), s.standardDeviation())
                    : text("%.2f", s.mean()))
        .orElse("-");
  }

  private static String difference(ComparisonTable.Cell cell) {
    PairedComparison pair = cell.comparison();
    return pair.pairs() > 1
        ? text(
            "%+.2f [%+.2f, %+.2f]",
            pair.difference().mean(), pair.interval().low(), pair.interval().high())
        : text("%+.2f", pair.difference().mean());
  }

  private static String p(double value) {
    return Double.isNaN(value) ? "-" : value < 0.001 ? "< 0.001" : text("%.3f", value);
  }

  private String runs(Line line) {
    List<String> words = new ArrayList<>();
    words.add(
        paired
            ? line.pairs() + (line.pairs() == 1 ? " pair" : " pairs")
            : Integer.toString(line.with().errors().size()));
    int diverged = line.with().diverged() + line.without().diverged();
    int failed = line.with().failed() + line.without().failed();
    if (diverged > 0) {
      words.add(
          paired
              ? "diverged: %s with, %s without"
                  .formatted(line.with().diverged(), line.without().diverged())
              : diverged + " diverged");
    }
    if (failed > 0) {
      words.add(failed + " failed");
    }
    return String.join("; ", words);
  }

  String markdown() {
    StringBuilder text = new StringBuilder();
    row(text, header());
    row(text, header().stream().map(title -> axes.contains(title) ? "---" : "---:").toList());
    lines.forEach(line -> row(text, words(line)));
    return text.append('\n')
        .append(verdict())
        .append("\n\n")
        .append(legend())
        .append('\n')
        .toString();
  }

  /** How the table is to be read. */
  String legend() {
    return "Test error in percent, mean ± standard deviation over seeds."
        + (paired
            ? " Differences are with LEAP less without, seed by seed, so that below 0 LEAP is"
                + " better; their interval is Student's, not corrected for the number of cells. A"
                + " verdict is that of the paired t-test at 5 %, corrected by Holm over the cells with at least "
                + ComparisonTable.FEWEST_SEEDS
                + " pairs. Seeds of which a run diverged or failed are left out of the comparison."
            : "");
  }

  private static void row(StringBuilder text, List<String> values) {
    values.forEach(value -> text.append("| ").append(value.replace("|", "\\|")).append(' '));
    text.append("|\n");
  }

  /** All figures, for programs. */
  String csv() {
    List<Column<Line>> columns = Column.ofAxes(axes, Line::labels);
    columns.add(new Column<>("pairs", Line::pairs));
    columns.addAll(ofArm("Without", Line::without));
    columns.addAll(ofArm("With", Line::with));
    columns.add(ofFigure("difference", cell -> cell.comparison().difference().mean()));
    columns.add(ofFigure("low", cell -> cell.comparison().interval().low()));
    columns.add(ofFigure("high", cell -> cell.comparison().interval().high()));
    columns.add(ofFigure("pTTest", cell -> cell.comparison().tTest()));
    columns.add(ofFigure("pWilcoxon", cell -> cell.comparison().wilcoxon()));
    columns.add(ofFigure("pTTestHolm", ComparisonTable.Cell::adjustedTTest));
    columns.add(ofFigure("pWilcoxonHolm", ComparisonTable.Cell::adjustedWilcoxon));
    columns.add(new Column<>("verdict", line -> paired ? line.verdict().toString() : null));
    return Column.csv(columns, lines);
  }

  private static Column<Line> ofFigure(String name, Function<ComparisonTable.Cell, Double> value) {
    return ofComparison(name, null, cell -> finite(value.apply(cell)));
  }

  private static List<Column<Line>> ofArm(String side, Function<Line, Arm> arm) {
    return List.of(
        new Column<>("error" + side, line -> arm.apply(line).figure(Summary::mean)),
        new Column<>(
            "deviation" + side, line -> arm.apply(line).figure(Summary::standardDeviation)),
        new Column<>("diverged" + side, line -> arm.apply(line).diverged()),
        new Column<>("failed" + side, line -> arm.apply(line).failed()));
  }

  private static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
