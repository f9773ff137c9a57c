package org.leap.jobs.experiment;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.leap.jobs.config.ExperimentPlan;
import org.leap.jobs.experiment.ErrorTable.Arm;
import org.leap.jobs.experiment.ErrorTable.Line;
import org.leap.jobs.experiment.statistics.ComparisonTable;
import org.leap.jobs.experiment.statistics.PairedComparison;
import org.leap.jobs.experiment.statistics.PairedPower;
import org.leap.jobs.experiment.statistics.PooledEffect;
import org.leap.jobs.experiment.statistics.Summary;

/** A table of errors as people and programs read it. */
record ErrorColumns(ErrorTable table) {

  /** Column titles for people. */
  List<String> header() {
    return Column.names(columns());
  }

  /** A line for people, in the order of the header. */
  List<String> words(Line line) {
    return Column.words(columns(), line);
  }

  private List<Column<Line>> columns() {
    List<Column<Line>> columns = Column.ofAxes(table.axes(), Line::labels);
    boolean paired = table.paired();
    boolean arms = table.arms().size() > 1;
    if (arms) {
      columns.add(new Column<>("arm", line -> armInWords(line.arm())));
    }
    if (paired) {
      columns.add(
          new Column<>("without LEAP (%)", line -> meanAndDeviation(line.without().summary())));
    }
    String with = arms ? "arm (%)" : paired ? "with LEAP (%)" : "error rate (%)";
    columns.add(new Column<>(with, line -> meanAndDeviation(line.with().summary())));
    if (paired) {
      columns.addAll(compared());
    }
    columns.add(new Column<>("runs", this::runs));
    return columns;
  }

  private List<Column<Line>> compared() {
    List<Column<Line>> columns = new ArrayList<>();
    columns.add(ofComparison("difference [95 % interval]", "-", ErrorColumns::difference));
    columns.add(ofComparison("p (t, Holm)", "-", cell -> p(cell.adjustedTTest())));
    columns.add(ofComparison("p (signed ranks, Holm)", "-", cell -> p(cell.adjustedWilcoxon())));
    if (table.margin().isPresent()) {
      columns.add(
          ofComparison("p (equivalence, Holm)", "-", cell -> p(cell.adjustedEquivalence())));
    }
    columns.add(
        new Column<>(
            "found with 80 %",
            line -> line.sensitivity().map(s -> text("%.2f", s.smallest())).orElse("-")));
    if (table.margin().isPresent()) {
      columns.add(
          new Column<>(
              "pairs for the margin",
              line -> line.sensitivity().map(s -> pairs(s.pairsForMargin())).orElse("-")));
    }
    columns.add(new Column<>("verdict", line -> line.verdict().toString()));
    return columns;
  }

  static String pairs(OptionalInt pairs) {
    return pairs.isPresent()
        ? Integer.toString(pairs.getAsInt())
        : "over " + PairedPower.MOST_PAIRS;
  }

  private static Column<Line> ofComparison(
      String name, String otherwise, Function<ComparisonTable.Cell, Object> value) {
    return new Column<>(name, line -> line.comparison().map(value).orElse(otherwise));
  }

  static String meanAndDeviation(Optional<Summary> summary) {
    return summary
        .map(
            s ->
                s.count() > 1
                    ? text("%.2f ± %.2f", s.mean(), s.standardDeviation())
                    : text("%.2f", s.mean()))
        .orElse("-");
  }

  private static String difference(ComparisonTable.Cell cell) {
    PairedComparison pair = cell.comparison();
    return interval(pair.difference().mean(), pair.interval());
  }

  /** A difference with its interval, if there is one. */
  static String interval(double mean, PairedComparison.Interval within) {
    return Double.isNaN(within.low())
        ? text("%+.2f", mean)
        : text("%+.2f [%+.2f, %+.2f]", mean, within.low(), within.high());
  }

  private static String p(double value) {
    return Double.isNaN(value) ? "-" : value < 0.001 ? "< 0.001" : text("%.3f", value);
  }

  private String runs(Line line) {
    List<String> words = new ArrayList<>();
    words.add(
        table.paired()
            ? line.pairs() + (line.pairs() == 1 ? " pair" : " pairs")
            : Integer.toString(line.with().errors().size()));
    int diverged = line.with().diverged() + line.without().diverged();
    int failed = line.with().failed() + line.without().failed();
    if (diverged > 0) {
      words.add(
          table.paired()
              ? "diverged: %s with, %s without"
                  .formatted(line.with().diverged(), line.without().diverged())
              : diverged + " diverged");
    }
    if (failed > 0) {
      words.add(failed + " failed");
    }
    return String.join("; ", words);
  }

  /** The name of an arm as people read it. */
  static String armInWords(String arm) {
    return arm.equals(ExperimentPlan.Arm.LEAP.name()) ? "LEAP" : arm;
  }

  /** What an arm does over all cells. */
  static String inWords(PooledEffect effect) {
    return text(
        "over %d cell%s with %d pairs: %+.2f points [%+.2f, %+.2f], better than its pair with probability %.2f [%.2f, %.2f].",
        effect.cells(),
        effect.cells() == 1 ? "" : "s",
        effect.pairs(),
        effect.effect(),
        effect.effectWithin().low(),
        effect.effectWithin().high(),
        effect.better(),
        effect.betterWithin().low(),
        effect.betterWithin().high());
  }

  String markdown(List<String> hypotheses) {
    StringBuilder text = new StringBuilder();
    hypotheses.forEach(hypothesis -> text.append("- Hypothesis: ").append(hypothesis).append('\n'));
    text.append(hypotheses.isEmpty() ? "" : "\n");
    Column.markdown(
        text, header(), table.axes().size(), table.lines().stream().map(this::words).toList());
    return text.append('\n')
        .append(table.verdict())
        .append("\n\n")
        .append(String.join("\n", table.overall()))
        .append(table.overall().isEmpty() ? "" : "\n\n")
        .append(legend())
        .append('\n')
        .toString();
  }

  /** How the table is to be read. */
  String legend() {
    String words = "Test error in percent, mean ± standard deviation over seeds.";
    if (!table.paired()) {
      return words;
    }
    String margin =
        table.margin().isPresent()
            ? text(
                " Equivalent is what two one-sided t-tests, corrected alike, show to be less than %s points in either direction.",
                number(table.margin().getAsDouble()))
            : "";
    return words
        + " Differences are of a run less the one without LEAP of its seed, so that below 0 is"
        + " better; their interval is Student's, not corrected for the number of comparisons. A"
        + " verdict is that of the paired t-test at 5 %, corrected by Holm over the comparisons with"
        + " at least "
        + ComparisonTable.FEWEST_SEEDS
        + " pairs."
        + margin
        + " The difference found with 80 % is the smallest that as many pairs of such a deviation"
        + " show so often, at 5 % over the number of comparisons. Over several cells: the mean of their"
        + " differences and the probability that a run is better than its pair, with 95 % intervals"
        + " by a bootstrap of the seeds in each cell. Seeds of which a run diverged or failed are"
        + " left out of the comparison.";
  }

  /** All figures, for programs. */
  String csv() {
    List<Column<Line>> columns = Column.ofAxes(table.axes(), Line::labels);
    if (table.arms().size() > 1) {
      columns.add(new Column<>("arm", Line::arm));
    }
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
    columns.add(ofFigure("pEquivalenceHolm", ComparisonTable.Cell::adjustedEquivalence));
    columns.add(
        new Column<>(
            "smallestFound", line -> line.sensitivity().map(Sensitivity::smallest).orElse(null)));
    columns.add(
        new Column<>(
            "pairsForMargin",
            line ->
                line.sensitivity()
                    .map(Sensitivity::pairsForMargin)
                    .filter(OptionalInt::isPresent)
                    .map(OptionalInt::getAsInt)
                    .orElse(null)));
    columns.add(new Column<>("verdict", line -> table.paired() ? line.verdict().toString() : null));
    return Column.csv(columns, table.lines());
  }

  /** What every arm does over all cells, for programs. */
  String pooledCsv() {
    List<Column<Map.Entry<String, PooledEffect>>> columns =
        List.of(
            new Column<>("arm", Map.Entry::getKey),
            new Column<>("cells", entry -> entry.getValue().cells()),
            new Column<>("pairs", entry -> entry.getValue().pairs()),
            new Column<>("difference", entry -> entry.getValue().effect()),
            new Column<>("low", entry -> entry.getValue().effectWithin().low()),
            new Column<>("high", entry -> entry.getValue().effectWithin().high()),
            new Column<>("probabilityOfBetter", entry -> entry.getValue().better()),
            new Column<>("probabilityLow", entry -> entry.getValue().betterWithin().low()),
            new Column<>("probabilityHigh", entry -> entry.getValue().betterWithin().high()));
    return Column.csv(columns, List.copyOf(table.pooled().entrySet()));
  }

  private static Column<Line> ofFigure(String name, Function<ComparisonTable.Cell, Double> value) {
    return ofComparison(name, null, cell -> finite(value.apply(cell)));
  }

  private static List<Column<Line>> ofArm(String side, Function<Line, Arm> arm) {
    return List.of(
        new Column<>("error" + side, line -> figure(arm.apply(line), Summary::mean)),
        new Column<>(
            "deviation" + side, line -> figure(arm.apply(line), Summary::standardDeviation)),
        new Column<>("diverged" + side, line -> arm.apply(line).diverged()),
        new Column<>("failed" + side, line -> arm.apply(line).failed()));
  }

  private static Double figure(Arm arm, Function<Summary, Double> value) {
    return arm.summary().map(value).map(ErrorColumns::finite).orElse(null);
  }

  private static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static String number(double value) {
    return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
