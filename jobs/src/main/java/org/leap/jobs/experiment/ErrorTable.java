package org.leap.jobs.experiment;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.leap.jobs.config.ExperimentConfig;
import org.leap.jobs.config.ExperimentPlan;
import org.leap.jobs.experiment.statistics.ComparisonTable;
import org.leap.jobs.experiment.statistics.PairedComparison;
import org.leap.jobs.experiment.statistics.PooledEffect;
import org.leap.jobs.experiment.statistics.PooledEffect.CellDifferences;
import org.leap.jobs.experiment.statistics.Summary;
import org.leap.jobs.experiment.statistics.Verdict;

/**
 * The error rates of an experiment's cells in percent, of every arm and of the runs without LEAP
 * that it is compared with.
 *
 * @param paired whether there are runs without LEAP
 * @param arms that are compared, LEAP first
 * @param lines one for every cell and arm
 * @param pooled what an arm does over all cells, by arm
 */
record ErrorTable(
    List<String> axes,
    boolean paired,
    List<String> arms,
    OptionalDouble margin,
    List<Line> lines,
    Map<String, PooledEffect> pooled) {
  static final double ALPHA = 0.05;
  static final double CONFIDENCE = 0.95;
  static final double POWER = 0.8;

  /**
   * Runs of a cell of one arm.
   *
   * @param errors in percent, of the runs that succeeded, by seed
   */
  record Arm(Map<Long, Double> errors, int diverged, int failed) {

    Optional<Summary> summary() {
      return errors.isEmpty()
          ? Optional.empty()
          : Optional.of(Summary.of(List.copyOf(errors.values())));
    }

    private static Arm of(List<ResultRow> rows, String arm) {
      List<ResultRow> own = rows.stream().filter(row -> row.arm().equals(arm)).toList();
      Map<Long, Double> errors = new TreeMap<>();
      own.stream()
          .filter(ResultRow::succeeded)
          .forEach(row -> errors.put(row.seed(), 100 * row.outcome().errorRate()));
      int diverged = (int) own.stream().filter(row -> row.state().equals("DIVERGED")).count();
      int failed = (int) own.stream().filter(row -> !row.succeeded()).count() - diverged;
      return new Arm(errors, diverged, failed);
    }
  }

  /**
   * One line of the table: an arm in a cell.
   *
   * @param baseline names the runs without LEAP, which cells may share
   * @param comparison absent where no seed succeeded both in the arm and without LEAP
   * @param sensitivity what the comparison can find; absent without a deviation to tell it from
   */
  record Line(
      List<String> labels,
      String arm,
      String baseline,
      Arm without,
      Arm with,
      Optional<ComparisonTable.Cell> comparison,
      Optional<Sensitivity> sensitivity) {

    int pairs() {
      return comparison.map(cell -> cell.comparison().pairs()).orElse(0);
    }

    Verdict verdict() {
      return comparison.map(ComparisonTable.Cell::verdict).orElse(Verdict.TOO_FEW_SEEDS);
    }

    /** Of the error rates in percent, by seed. */
    Map<Long, Double> differences() {
      Map<Long, Double> differences = new TreeMap<>();
      with.errors()
          .forEach(
              (seed, error) ->
                  Optional.ofNullable(without.errors().get(seed))
                      .ifPresent(control -> differences.put(seed, error - control)));
      return differences;
    }

    private Optional<PairedComparison> compared() {
      var seeds = differences().keySet();
      return seeds.isEmpty()
          ? Optional.empty()
          : Optional.of(
              PairedComparison.of(
                  seeds.stream().map(with.errors()::get).toList(),
                  seeds.stream().map(without.errors()::get).toList(),
                  CONFIDENCE));
    }

    private Line judged(ComparisonTable.Cell cell, Sensitivity.Calculation sensitivity) {
      var found = sensitivity.of(cell.comparison());
      return new Line(labels, arm, baseline, without, with, Optional.of(cell), found);
    }
  }

  static ErrorTable of(Results results, ExperimentConfig config) {
    boolean paired = results.rows().stream().anyMatch(ResultRow::isPlain);
    Map<List<String>, List<ResultRow>> cells =
        results.rows().stream()
            .collect(groupingBy(ResultRow::labels, LinkedHashMap::new, toList()));
    List<Line> lines = new ArrayList<>();
    cells.values().forEach(rows -> results.arms().forEach(arm -> lines.add(line(rows, arm))));
    List<Line> judged = judged(lines, config.margin());
    Map<String, PooledEffect> pooled = new LinkedHashMap<>();
    for (String arm : results.arms()) {
      pooled(judged, arm, config.seeds().get(0)).ifPresent(effect -> pooled.put(arm, effect));
    }
    return new ErrorTable(results.axes(), paired, results.arms(), config.margin(), judged, pooled);
  }

  private static Line line(List<ResultRow> rows, String arm) {
    String baseline =
        rows.stream().filter(ResultRow::isPlain).map(ResultRow::run).findFirst().orElse("");
    return new Line(
        rows.get(0).labels(),
        arm,
        baseline,
        Arm.of(rows, ExperimentPlan.Arm.PLAIN.name()),
        Arm.of(rows, arm),
        Optional.empty(),
        Optional.empty());
  }

  /** All lines are one family. */
  private static List<Line> judged(List<Line> lines, OptionalDouble margin) {
    List<ComparisonTable.Entry> entries = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String name = Integer.toString(i);
      lines.get(i).compared().ifPresent(pair -> entries.add(new ComparisonTable.Entry(name, pair)));
    }
    ComparisonTable table =
        ComparisonTable.of(entries, ComparisonTable.Better.LOWER, margin, ALPHA);
    var cells = table.cells().stream().collect(toMap(ComparisonTable.Cell::name, cell -> cell));
    var sensitivity = new Sensitivity.Calculation(table.tested(), margin);
    List<Line> judged = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      var cell = cells.get(Integer.toString(i));
      judged.add(cell == null ? lines.get(i) : lines.get(i).judged(cell, sensitivity));
    }
    return judged;
  }

  /** Cells with the same runs without LEAP are one stratum. */
  private static Optional<PooledEffect> pooled(List<Line> lines, String arm, long seed) {
    Collection<List<CellDifferences>> strata =
        lines.stream()
            .filter(line -> line.arm().equals(arm))
            .collect(
                groupingBy(
                    Line::baseline,
                    LinkedHashMap::new,
                    mapping(line -> new CellDifferences(line.differences()), toList())))
            .values();
    return PooledEffect.of(List.copyOf(strata), true, CONFIDENCE, seed);
  }

  /** What the whole table says, a sentence for every arm. */
  String verdict() {
    return paired
        ? arms.stream().map(this::verdict).collect(joining(" "))
        : "Only runs as configured were trained, so nothing is compared.";
  }

  /** What every arm does over all cells, a line each. */
  List<String> overall() {
    return pooled.entrySet().stream()
        .map(
            arm ->
                ErrorColumns.armInWords(arm.getKey()) + " " + ErrorColumns.inWords(arm.getValue()))
        .toList();
  }

  private String verdict(String arm) {
    List<Line> own = lines.stream().filter(line -> line.arm().equals(arm)).toList();
    var counts = own.stream().collect(groupingBy(Line::verdict, TreeMap::new, counting()));
    return "%s against none, of %s cell%s: %s."
        .formatted(
            ErrorColumns.armInWords(arm),
            own.size(),
            own.size() == 1 ? "" : "s",
            counts.entrySet().stream()
                .map(count -> "%s in %s".formatted(count.getKey(), count.getValue()))
                .collect(joining(", ")));
  }
}
