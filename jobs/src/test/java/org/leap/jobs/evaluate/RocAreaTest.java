package org.leap.jobs.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RocAreaTest {
  private static double area(double[] scores, int... own) {
    boolean[] of = new boolean[scores.length];
    for (int i : own) {
      of[i] = true;
    }
    return RocArea.area(scores, of);
  }

  @Test
  void isTheShareOfPairsInOrderWithTiesHalf() {
    // Of the four pairs three are in order, and one is tied.
    assertEquals(0.875, area(new double[] {0.2, 0.3, 0.9, 0.3}, 1, 2));
    // SciPy 1.17.1: mannwhitneyu(own, others).statistic / (5 * 5).
    double[] scores = {0.1, 0.4, 0.35, 0.8, 0.65, 0.4, 0.9, 0.2, 0.65, 0.3};
    assertEquals(0.98, area(scores, 3, 4, 6, 8, 1), 1e-12);
    assertEquals(0.02, area(scores, 0, 2, 5, 7, 9), 1e-12);
  }

  @Test
  void dependsOnTheOrderAlone() {
    assertEquals(1, area(new double[] {1e-9, 2e-9, 0.999}, 2));
    assertEquals(0.5, area(new double[] {0.5, 0.5, 0.5}, 0));
  }

  @Test
  void isNoNumberWhereNothingCanBeCompared() {
    assertTrue(Double.isNaN(area(new double[] {0.1, 0.2}, 0, 1)));
    assertTrue(Double.isNaN(area(new double[] {0.1, 0.2})));
    assertTrue(Double.isNaN(area(new double[] {0.1, Double.NaN, 0.3}, 0)));
  }
}
