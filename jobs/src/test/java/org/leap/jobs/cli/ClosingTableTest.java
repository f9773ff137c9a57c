package org.leap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.leap.jobs.report.EpochReport;
import org.leap.jobs.report.Reports;

class ClosingTableTest {
  @Test
  void columnsAreAligned() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("test accuracy", "0.8800");
    facts.put("report", "/a/path/" + "x".repeat(120) + "/report.html");
    assertEquals(
        """
        epoch  test accuracy  test loss
            1         0.8100     0.6000
           12         0.8800    10.5000

        test accuracy  0.8800
        report         /a/path/%s/report.html
        """
            .formatted("x".repeat(120)),
        ClosingTable.of(
            List.of(Reports.epoch(1, 0.81, 0.6), Reports.epoch(12, 0.88, 10.5)), facts));
  }

  @Test
  void ofManyEpochsTheLastAreListed() {
    List<EpochReport> epochs = new ArrayList<>();
    for (int epoch = 1; epoch <= 25; epoch++) {
      epochs.add(Reports.epoch(epoch, 0.5, 0.5));
    }
    String text = ClosingTable.of(epochs, Map.of());
    assertTrue(text.contains("...    (5 earlier)"), text);
    assertTrue(text.contains("\n    6  "), text);
    assertFalse(text.contains("\n    5  "), text);
    assertEquals(23, text.lines().count());
  }

  @Test
  void runWithoutEvaluationHasItsFacts() {
    assertEquals("state  FAILED\n", ClosingTable.of(List.of(), Map.of("state", "FAILED")));
    assertEquals("", ClosingTable.of(List.of(), Map.of()));
  }
}
