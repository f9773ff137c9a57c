package org.leap.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SigmaFactorsTest {
  @Test
  void independentNoiseIsDampedByAveraging() {
    assertEquals(new SigmaFactors(1, 0.5), SigmaFactors.of(new int[] {7, 7, 7, 7}, true, false));
    assertEquals(
        new SigmaFactors(1, Math.sqrt(10) / 4), SigmaFactors.of(new int[] {3, 1}, true, false));
  }

  @Test
  void compensationGivesTheAverageItsSigmaBack() {
    assertEquals(new SigmaFactors(2, 1), SigmaFactors.of(new int[] {7, 7, 7, 7}, true, true));
    assertEquals(1.25, SigmaFactors.of(new int[] {4, 3}, true, true).worker() / (7 / 6.25), 1e-15);
  }

  @Test
  void noiseThatAllShareIsNotDamped() {
    assertEquals(new SigmaFactors(1, 1), SigmaFactors.of(new int[] {3, 1, 0}, false, false));
  }
}
