package org.leap.jobs.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.leap.jobs.report.FlatnessReport;

class EdgeTableTest {
  private final List<ResultRow> rows = new ArrayList<>();
  private final Map<String, List<FlatnessReport>> measured = new HashMap<>();

  private void run(String name, boolean leap, String state, double edge, double... eigenvalues) {
    rows.add(
        new ResultRow(
            name,
            List.of("sgd"),
            leap ? "leap" : "plain",
            leap ? 1 : 0,
            rows.size(),
            state,
            new ResultRow.Outcome(1, 10, 100, 0.5, 0.6, 0.8, 0.8, null),
            ResultRow.Flatness.NONE));
    List<FlatnessReport> all = new ArrayList<>();
    for (int i = 0; i < eigenvalues.length; i++) {
      double loss = 1.0 / (i + 1);
      all.add(new FlatnessReport(i + 1, i + 1, loss, eigenvalues[i], 0, 1, 0.1, edge, 0));
    }
    measured.put(name, all);
  }

  private EdgeTable table() {
    return EdgeTable.of(new Results(List.of("optimizer"), false, rows), measured).orElseThrow();
  }

  /** Medians of the last three: 20 and 22, then 18. */
  @Test
  void aRunSettlesAtTheMedianOfItsSecondHalf() {
    run("a", false, "SUCCEEDED", 2, 1, 2, 19, 20, 25);
    run("b", false, "SUCCEEDED", 2, 1, 2, 22, 26, 21);
    run("c", true, "SUCCEEDED", 1.6, 90, 90, 18, 17, 19);
    run("d", true, "DIVERGED", 1.6, 1, 2, 3);
    EdgeTable table = table();
    assertEquals(
        List.of(
            "optimizer",
            "arm",
            "share",
            "predicted",
            "measured",
            "error (%)",
            "highest",
            "loss",
            "runs"),
        table.header());
    assertEquals(
        List.of(
            "sgd",
            "plain",
            "1.0000",
            "2.00",
            "2.10 ± 0.14",
            "+5.0 ± 5.0",
            "2.00 ± 0.14",
            "0.2500",
            "2"),
        table.words(table.lines().get(0)));
    assertEquals(
        List.of(
            "sgd",
            "leap",
            "1.0000",
            "1.60",
            "1.80",
            "+12.5",
            "1.90",
            "0.2500",
            "1; 1 diverged or failed"),
        table.words(table.lines().get(1)));
    assertTrue(
        table.csv().contains("\nsgd,leap,1,1,1.0,1.6,1.8,,0.125,,1.9000000000000001,,0.25\n"),
        table.csv());
    assertTrue(table.markdown().contains("| sgd | leap | 1.0000 | 1.60 | 1.80 |"));
  }

  @Test
  void withoutALawThereIsNoErrorButWhatWasMeasured() {
    run("a", true, "SUCCEEDED", Double.NaN, 20, 20, 20);
    assertEquals(
        List.of("sgd", "1.0000", "-", "2.00", "-", "2.00", "0.4167", "1"),
        table().words(table().lines().get(0)));
  }

  @Test
  void thereIsNoTableOfRunsThatFollowedNothing() {
    run("a", true, "SUCCEEDED", 2);
    assertEquals(
        Optional.empty(), EdgeTable.of(new Results(List.of("optimizer"), false, rows), measured));
  }
}
