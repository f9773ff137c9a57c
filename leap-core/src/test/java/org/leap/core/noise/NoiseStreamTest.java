package org.leap.core.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoiseStreamTest {
  private static final double NONE = Double.POSITIVE_INFINITY;

  @ParameterizedTest
  @CsvSource({
    "GAUSSIAN, Infinity",
    "GAUSSIAN, 1",
    "GAUSSIAN, 2.5",
    "UNIFORM, Infinity",
    "RADEMACHER, Infinity"
  })
  void hasMeanZeroAndUnitVariance(Distribution distribution, double truncation) {
    var stream = NoiseStream.of(5, 1, distribution, truncation);
    float[] z = new float[1 << 20];
    stream.fill(3, 1L << 33, z);
    double mean = IntStream.range(0, z.length).mapToDouble(i -> z[i]).average().orElseThrow();
    double square =
        IntStream.range(0, z.length).mapToDouble(i -> z[i] * z[i]).average().orElseThrow();
    assertEquals(0, mean, 5e-3);
    assertEquals(1, square, 1e-2);
  }

  @Test
  void fillAgreesWithSingleValuesFromAnyIndex() {
    for (Distribution distribution : Distribution.values()) {
      var stream = NoiseStream.of(-1, 9, distribution, NONE);
      for (long first : new long[] {0, 1, 77, 128, (1L << 40) - 3}) {
        float[] z = new float[300];
        stream.fill(4, first, z);
        float[] expected = new float[300];
        for (int i = 0; i < 300; i++) {
          expected[i] = stream.at(4, first + i);
        }
        assertArrayEquals(expected, z);
      }
    }
  }

  @Test
  void truncatedValuesStayWithinTheRescaledBound() {
    var stream = NoiseStream.of(5, 0, Distribution.GAUSSIAN, 1);
    float[] z = new float[10_000];
    stream.fill(0, 0, z);
    double bound = 1 / TruncatedGaussianVariates.standardDeviation(1);
    for (float value : z) {
      assertTrue(Math.abs(value) <= bound + 1e-6, () -> value + " beyond " + bound);
    }
  }

  @Test
  void probabilityBelowIsTheDistributionFunction() {
    var gaussian = NoiseStream.of(0, 0, Distribution.GAUSSIAN, NONE);
    assertEquals(0.022750131948179, gaussian.probabilityBelow(-2), 1e-12);
    var truncated = NoiseStream.of(0, 0, Distribution.GAUSSIAN, 1);
    assertEquals(0.5, truncated.probabilityBelow(0), 1e-12);
    assertEquals(0, truncated.probabilityBelow(-2), 1e-12);
    var uniform = NoiseStream.of(0, 0, Distribution.UNIFORM, NONE);
    assertEquals(0.25, uniform.probabilityBelow(-Math.sqrt(3) / 2), 1e-12);
    var rademacher = NoiseStream.of(0, 0, Distribution.RADEMACHER, NONE);
    assertEquals(0, rademacher.probabilityBelow(-1));
    assertEquals(0.5, rademacher.probabilityBelow(1));
    assertEquals(1, rademacher.probabilityBelow(1.5));
  }

  @ParameterizedTest
  @CsvSource({
    "GAUSSIAN, 0.5, 'truncation is 0.5, expected at least 1 (or no truncation at all)'",
    "GAUSSIAN, NaN, 'truncation is NaN, expected at least 1 (or no truncation at all)'",
    "UNIFORM, 2, 'truncation is 2.0 for UNIFORM noise, but only GAUSSIAN noise can be truncated:"
        + " leave truncation out'"
  })
  void refusesTruncationItCannotServe(Distribution distribution, double k, String message) {
    var e =
        assertThrows(IllegalArgumentException.class, () -> NoiseStream.of(0, 0, distribution, k));
    assertEquals(message, e.getMessage());
  }
}
