package org.leap.jobs.experiment.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WilcoxonSignedRankTest {
  /** Hollander and Wolfe (1973), depression scale; R: {@code wilcox.test(x, y, paired = TRUE)}. */
  @Test
  void exactValueOfDepressionScores() {
    double[] x = {1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30};
    double[] y = {0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29};
    List<Double> differences = new ArrayList<>();
    for (int i = 0; i < x.length; i++) {
      differences.add(x[i] - y[i]);
    }
    assertEquals(0.0390625, WilcoxonSignedRank.pValue(differences), 1e-12);
  }

  /** By counting all 2^8 sign patterns. */
  @Test
  void tiesShareTheirRanksExactly() {
    assertEquals(
        0.1015625,
        WilcoxonSignedRank.pValue(List.of(3.0, -1.0, 2.0, 2.0, 5.0, -2.0, 4.0, 1.0)),
        1e-12);
  }

  @Test
  void roundingDoesNotBreakTies() {
    assertEquals(
        WilcoxonSignedRank.pValue(List.of(3.0, 3.0, -3.0, 1.0)),
        WilcoxonSignedRank.pValue(List.of(0.3, 0.1 + 0.2, -0.3, 0.1)),
        1e-12);
  }

  @Test
  void smallestPossibleValueOfSixPairs() {
    assertEquals(2.0 / 64, WilcoxonSignedRank.pValue(List.of(1.0, 2.0, 3.0, 4.0, 5.0, 6.0)), 1e-12);
  }

  /** scipy.stats.wilcoxon(method="approx", correction=True) of the same 150 values, with ties. */
  @Test
  void manyValuesTakeTheNormalApproximation() {
    List<Double> differences = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      differences.add(((i * 37) % 101 - 45) / 7.0 + (i % 3 != 0 ? 0.3 : -0.1));
    }
    assertEquals(0.015425427, WilcoxonSignedRank.pValue(differences), 1e-8);
  }
}
