package org.leap.jobs.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.leap.jobs.config.ExperimentConfig;
import org.leap.jobs.experiment.statistics.Verdict;

class ErrorTableTest {
  private static ResultRow row(String cell, boolean leap, long seed, String state, double error) {
    return new ResultRow(
        cell + leap + seed,
        List.of(cell),
        leap ? "leap" : "plain",
        leap ? 0.1 : 0,
        seed,
        state,
        new ResultRow.Outcome(1, 10, 100, 0.5, 0.6, 1 - error, 1 - error, null),
        ResultRow.Flatness.NONE);
  }

  private static ExperimentConfig config() {
    return new ExperimentConfig(
        List.of(1L),
        false,
        ExperimentConfig.Arms.BOTH,
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalDouble.of(3),
        List.of("LEAP is better | everywhere"));
  }

  private static ErrorTable table() {
    List<ResultRow> rows = new ArrayList<>();
    for (int seed = 1; seed <= 8; seed++) {
      rows.add(row("good", false, seed, "SUCCEEDED", 0.20 + 0.001 * seed));
      rows.add(row("good", true, seed, "SUCCEEDED", 0.18 + 0.001 * seed + 0.0005 * (seed % 3)));
      rows.add(row("same", false, seed, "SUCCEEDED", 0.20 + 0.001 * seed));
      rows.add(row("same", true, seed, "SUCCEEDED", 0.20 + 0.001 * (9 - seed)));
      rows.add(row("broken", false, seed, "SUCCEEDED", 0.2));
      rows.add(row("broken", true, seed, seed > 4 ? "DIVERGED" : "SUCCEEDED", 0.1 + 0.01 * seed));
    }
    return ErrorTable.of(new Results(List.of("cell"), false, rows), config());
  }

  @Test
  void verdictsArePlain() {
    ErrorTable table = table();
    assertEquals(
        List.of(Verdict.BETTER, Verdict.EQUIVALENT, Verdict.TOO_FEW_SEEDS),
        table.lines().stream().map(ErrorTable.Line::verdict).toList());
    assertEquals(
        "LEAP against none, of 3 cells: better in 1, equivalent within the margin in 1, too few seeds in 1.",
        table.verdict());
    String overall = String.join("\n", table.overall());
    assertTrue(overall.startsWith("LEAP over 3 cells with 20 pairs: -3.15 points ["), overall);
    assertTrue(overall.contains("better than its pair with probability 0.83 ["), overall);
  }

  @Test
  void seedsWithADivergedRunAreLeftOutAndCounted() {
    ErrorTable table = table();
    ErrorColumns columns = new ErrorColumns(table);
    // SciPy 1.17, noncentral t: 4 pairs at 5 % over 2 comparisons find 2.7160 deviations of 1.2910.
    assertEquals(
        List.of(
            "broken",
            "20.00 ± 0.00",
            "12.50 ± 1.29",
            "-7.50 [-9.55, -5.45]",
            "-",
            "-",
            "-",
            "3.51",
            "5",
            "too few seeds",
            "4 pairs; diverged: 4 with, 0 without"),
        columns.words(table.lines().get(2)));
    assertTrue(columns.csv().contains("\nbroken,4,"), columns.csv());
  }

  /** What the folder says of an experiment is said with its table. */
  @Test
  void hypothesesAreReportedAsTheyAreWritten() {
    String text = new ErrorColumns(table()).markdown(config().hypotheses());
    assertTrue(text.startsWith("- Hypothesis: LEAP is better | everywhere\n\n| cell |"), text);
    assertTrue(text.contains("show to be less than 3 points in either direction"), text);
  }

  /** Every arm has its line, and all of them are one family of tests. */
  @Test
  void armsAreComparedWithTheSameRunsWithoutLeap() {
    List<ResultRow> rows = new ArrayList<>();
    for (int seed = 1; seed <= 8; seed++) {
      rows.add(row("a", false, seed, "SUCCEEDED", 0.20 + 0.001 * seed));
      rows.add(row("a", true, seed, "SUCCEEDED", 0.18 + 0.001 * seed + 0.0005 * (seed % 3)));
      ResultRow leap = rows.get(rows.size() - 1);
      rows.add(
          new ResultRow(
              "sam" + seed,
              leap.labels(),
              "sam",
              0,
              seed,
              leap.state(),
              leap.outcome(),
              leap.flatness()));
    }
    Results results = new Results(List.of("cell"), false, rows);
    ErrorTable table = ErrorTable.of(results, config());
    assertEquals(List.of("leap", "sam"), table.lines().stream().map(ErrorTable.Line::arm).toList());
    assertEquals(2, table.overall().size());
    assertTrue(
        table.verdict().endsWith(" sam against none, of 1 cell: better in 1."), table.verdict());
    // Holm: the same p twice, each times two.
    var cell = table.lines().get(1).comparison().orElseThrow();
    assertEquals(2 * cell.comparison().tTest(), cell.adjustedTTest(), 1e-15);
    assertEquals(results, Results.parse(results.csv(), "results.csv"));
    assertTrue(new ErrorColumns(table).header().contains("arm"));
  }
}
