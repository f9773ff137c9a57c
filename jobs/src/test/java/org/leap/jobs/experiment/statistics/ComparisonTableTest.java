package org.leap.jobs.experiment.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.leap.jobs.experiment.statistics.ComparisonTable.Better;
import org.leap.jobs.experiment.statistics.ComparisonTable.Cell;
import org.leap.jobs.experiment.statistics.ComparisonTable.Entry;

class ComparisonTableTest {
  /** Differences {@code mean + spread * (-1)^i}: a chosen significance. */
  private static Entry entry(String name, int seeds, double mean, double spread) {
    List<Double> control = IntStream.range(0, seeds).mapToObj(i -> 10.0 + i).toList();
    List<Double> treatment =
        IntStream.range(0, seeds)
            .mapToObj(i -> 10.0 + i + mean + (i % 2 == 0 ? spread : -spread))
            .toList();
    return new Entry(name, PairedComparison.of(treatment, control, 0.95));
  }

  @Test
  void verdictsInWords() {
    ComparisonTable table =
        ComparisonTable.of(
            List.of(
                entry("less", 10, -1, 0.5),
                entry("more", 10, 1, 0.5),
                entry("same", 10, 0.01, 0.5),
                entry("few", 5, -1, 0.01)),
            Better.LOWER,
            OptionalDouble.empty(),
            0.05);
    assertEquals(
        List.of("better", "worse", "undecided", "too few seeds"),
        table.cells().stream().map(cell -> cell.verdict().toString()).toList());
    assertTrue(Double.isNaN(table.cells().get(3).adjustedTTest()));
  }

  @Test
  void whatIsSurelyLessThanTheMarginIsEquivalent() {
    List<Entry> entries =
        List.of(
            entry("small, but there", 10, -0.1, 0.05),
            entry("nothing", 10, 0.01, 0.2),
            entry("not known", 10, 0.01, 2),
            entry("few", 5, 0, 0.01));
    ComparisonTable table = ComparisonTable.of(entries, Better.LOWER, OptionalDouble.of(0.5), 0.05);
    assertEquals(
        List.of("better", "equivalent within the margin", "undecided", "too few seeds"),
        table.cells().stream().map(cell -> cell.verdict().toString()).toList());
    // Holm's factor for the second of three.
    assertEquals(
        2 * entries.get(1).comparison().equivalence(0.5),
        table.cells().get(1).adjustedEquivalence(),
        1e-12);
    assertEquals(3, table.tested());
  }

  @Test
  void higherMayBeBetter() {
    List<Entry> entries = List.of(entry("accuracy", 10, 1, 0.5));
    assertEquals(
        Verdict.BETTER,
        ComparisonTable.of(entries, Better.HIGHER, OptionalDouble.empty(), 0.05)
            .cells()
            .get(0)
            .verdict());
  }

  /** p = 0.037 alone, 0.074 as the best of two. */
  @Test
  void moreCellsNeedStrongerEvidence() {
    Entry weak = entry("weak", 10, -0.45, 0.55);
    assertEquals(0.05, weak.comparison().tTest(), 0.02);
    Entry none = entry("none", 10, 0.01, 0.5);
    assertEquals(Verdict.BETTER, verdict(List.of(weak)));
    assertEquals(Verdict.UNDECIDED, verdict(List.of(weak, none)));
    assertEquals(
        Verdict.BETTER, verdict(List.of(weak, entry("few", 5, 0.01, 0.5))), "few is not tested");
  }

  private static Verdict verdict(List<Entry> entries) {
    Cell first =
        ComparisonTable.of(entries, Better.LOWER, OptionalDouble.empty(), 0.05).cells().get(0);
    return first.verdict();
  }

  /** R: {@code p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")}. */
  @Test
  void holmAgreesWithR() {
    List<Double> adjusted = ComparisonTable.holm(List.of(0.01, 0.04, 0.03, 0.005));
    double[] expected = {0.03, 0.06, 0.06, 0.02};
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], adjusted.get(i), 1e-12);
    }
    assertEquals(List.of(1.0, 1.0), ComparisonTable.holm(List.of(0.9, 0.8)));
  }
}
