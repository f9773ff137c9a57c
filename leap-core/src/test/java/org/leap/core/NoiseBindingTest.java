package org.leap.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class NoiseBindingTest {
  @Test
  void valuesOutOfRangeAreNamed() {
    assertRefused("worker is -1, expected at least 0", -1, 1, 1);
    assertRefused("sigmaScale is NaN, expected a finite number of at least 0", 0, Double.NaN, 1);
    assertRefused(
        "sigmaScale is Infinity, expected a finite number of at least 0",
        0,
        Double.POSITIVE_INFINITY,
        1);
    assertRefused("threads is 0, expected at least 1", 0, 1, 0);
  }

  private static void assertRefused(String message, int worker, double sigmaScale, int threads) {
    var error =
        assertThrows(
            IllegalArgumentException.class, () -> new NoiseBinding(worker, sigmaScale, threads));
    assertEquals(message, error.getMessage());
  }
}
