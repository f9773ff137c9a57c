package org.leap.jobs.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.leap.jobs.experiment.statistics.Verdict;

class ErrorTableTest {
  private static ResultRow row(String cell, boolean leap, long seed, String state, double error) {
    return new ResultRow(
        cell + leap + seed,
        List.of(cell),
        leap,
        leap ? 0.1 : 0,
        seed,
        state,
        new ResultRow.Outcome(1, 10, 100, 0.5, 0.6, 1 - error, 1 - error, null),
        ResultRow.Flatness.NONE);
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
    return ErrorTable.of(new Results(List.of("cell"), false, rows));
  }

  @Test
  void verdictsArePlain() {
    ErrorTable table = table();
    assertEquals(
        List.of(Verdict.BETTER, Verdict.NO_EVIDENCE, Verdict.TOO_FEW_SEEDS),
        table.lines().stream().map(ErrorTable.Line::verdict).toList());
    assertEquals(
        "LEAP against none, of 3 cells: better in 1, no evidence in 1, too few seeds in 1.",
        table.verdict());
  }

  @Test
  void seedsWithADivergedRunAreLeftOutAndCounted() {
    ErrorTable table = table();
    assertEquals(
        List.of(
            "broken",
            "20.00 ± 0.00",
            "12.50 ± 1.29",
            "-7.50 [-9.55, -5.45]",
            "-",
            "-",
            "too few seeds",
            "4 pairs; diverged: 4 with, 0 without"),
        table.words(table.lines().get(2)));
    assertTrue(table.csv().contains("\nbroken,4,"), table.csv());
  }
}
