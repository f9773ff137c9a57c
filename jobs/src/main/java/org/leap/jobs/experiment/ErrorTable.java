package org.leap.jobs.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

  /** A column: its title, and what it holds for a line; null for what is not known. */
  private record Column(String title, Function<Line, Object> value) {
    static Column ofP(String title, ToDoubleFunction<ComparisonTable.Cell> p) {
      return new Column(
          title, line -> line.comparison().map(cell -> p(p.applyAsDouble(cell))).orElse("-"));
    }

    static Column ofFigure(String title, ToDoubleFunction<ComparisonTable.Cell> value) {
      return new Column(
          title,
          line -> line.comparison().map(cell -> finite(value.applyAsDouble(cell))).orElse(null));
    }
  }

  static ErrorTable of(Results results) {
    Map<List<String>, List<ResultRow>> cells = new LinkedHashMap<>();
    results
        .rows()
        .forEach(row -> cells.computeIfAbsent(row.labels(), l -> new ArrayList<>()).add(row));
    Map<List<String>, Arm> without = new LinkedHashMap<>();
    Map<List<String>, Arm> with = new LinkedHashMap<>();
    List<ComparisonTable.Entry> entries = new ArrayList<>();
    cells.forEach(
        (labels, rows) -> {
          without.put(labels, arm(rows, false));
          with.put(labels, arm(rows, true));
          compared(with.get(labels), without.get(labels))
              .ifPresent(pair -> entries.add(new ComparisonTable.Entry(labels.toString(), pair)));
        });
    Map<String, ComparisonTable.Cell> judged = new LinkedHashMap<>();
    ComparisonTable.of(entries, ComparisonTable.Better.LOWER, ALPHA)
        .cells()
        .forEach(cell -> judged.put(cell.name(), cell));
    return new ErrorTable(
        results.axes(),
        results.rows().stream().anyMatch(row -> !row.leap()),
        cells.keySet().stream()
            .map(
                labels ->
                    new Line(
                        labels,
                        without.get(labels),
                        with.get(labels),
                        Optional.ofNullable(judged.get(labels.toString()))))
            .toList());
  }

  private static Arm arm(List<ResultRow> rows, boolean leap) {
    Map<Long, Double> errors = new TreeMap<>();
    int diverged = 0;
    int failed = 0;
    for (ResultRow row : rows) {
      if (row.leap() != leap) {
        continue;
      }
      if (row.succeeded()) {
        errors.put(row.seed(), 100 * row.outcome().errorRate());
      } else if (row.state().equals("DIVERGED")) {
        diverged++;
      } else {
        failed++;
      }
    }
    return new Arm(errors, diverged, failed);
  }

  /** The seeds that succeeded on both sides. */
  private static Optional<PairedComparison> compared(Arm with, Arm without) {
    List<Double> treatment = new ArrayList<>();
    List<Double> control = new ArrayList<>();
    with.errors()
        .forEach(
            (seed, error) -> {
              if (without.errors().containsKey(seed)) {
                treatment.add(error);
                control.add(without.errors().get(seed));
              }
            });
    return treatment.isEmpty()
        ? Optional.empty()
        : Optional.of(PairedComparison.of(treatment, control, CONFIDENCE));
  }

  /** What the whole table says, in a sentence. */
  String verdict() {
    if (!paired) {
      return "Only runs as configured were trained, so nothing is compared.";
    }
    Map<Verdict, Integer> counts = new TreeMap<>();
    lines.forEach(line -> counts.merge(line.verdict(), 1, Integer::sum));
    List<String> words = new ArrayList<>();
    counts.forEach((verdict, count) -> words.add("%s in %s".formatted(verdict, count)));
    return "LEAP against none, of %s cell%s: %s."
        .formatted(lines.size(), lines.size() == 1 ? "" : "s", String.join(", ", words));
  }

  /** Column titles for people. */
  List<String> header() {
    return columns().stream().map(Column::title).toList();
  }

  /** A line for people, in the order of the header. */
  List<String> words(Line line) {
    return columns().stream().map(column -> (String) column.value().apply(line)).toList();
  }

  private List<Column> columns() {
    List<Column> columns = axisColumns();
    if (paired) {
      columns.add(new Column("without LEAP (%)", line -> meanAndDeviation(line.without())));
    }
    columns.add(
        new Column(
            paired ? "with LEAP (%)" : "error rate (%)", line -> meanAndDeviation(line.with())));
    if (paired) {
      columns.add(
          new Column(
              "difference [95 % interval]",
              line -> line.comparison().map(ErrorTable::difference).orElse("-")));
      columns.add(Column.ofP("p (t, Holm)", ComparisonTable.Cell::adjustedTTest));
      columns.add(Column.ofP("p (signed ranks, Holm)", ComparisonTable.Cell::adjustedWilcoxon));
      columns.add(new Column("verdict", line -> line.verdict().toString()));
    }
    columns.add(new Column("runs", this::runs));
    return columns;
  }

  private List<Column> axisColumns() {
    return IntStream.range(0, axes.size())
        .mapToObj(axis -> new Column(axes.get(axis), line -> line.labels().get(axis)))
        .collect(Collectors.toCollection(ArrayList::new));
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
                + " verdict is that of the paired t-test at 5 %, corrected by Holm over the cells"
                + " with at least "
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
    List<Column> columns = axisColumns();
    columns.add(new Column("pairs", Line::pairs));
    columns.addAll(figures("Without", Line::without));
    columns.addAll(figures("With", Line::with));
    columns.addAll(
        List.of(
            Column.ofFigure("difference", cell -> cell.comparison().difference().mean()),
            Column.ofFigure("low", cell -> cell.comparison().interval().low()),
            Column.ofFigure("high", cell -> cell.comparison().interval().high()),
            Column.ofFigure("pTTest", cell -> cell.comparison().tTest()),
            Column.ofFigure("pWilcoxon", cell -> cell.comparison().wilcoxon()),
            Column.ofFigure("pTTestHolm", ComparisonTable.Cell::adjustedTTest),
            Column.ofFigure("pWilcoxonHolm", ComparisonTable.Cell::adjustedWilcoxon),
            new Column("verdict", line -> paired ? line.verdict().toString() : null)));
    return Results.csv(
        columns.stream().map(Column::title).toList(),
        lines.stream()
            .map(line -> columns.stream().map(column -> column.value().apply(line)).toArray())
            .toList());
  }

  private static List<Column> figures(String side, Function<Line, Arm> arm) {
    return List.of(
        new Column(
            "error" + side, line -> arm.apply(line).summary().map(Summary::mean).orElse(null)),
        new Column(
            "deviation" + side,
            line ->
                arm.apply(line)
                    .summary()
                    .map(Summary::standardDeviation)
                    .map(ErrorTable::finite)
                    .orElse(null)),
        new Column("diverged" + side, line -> arm.apply(line).diverged()),
        new Column("failed" + side, line -> arm.apply(line).failed()));
  }

  private static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
