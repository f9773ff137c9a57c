package org.leap.core.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Gaussian stream against the normal distribution, and against its neighbours. */
class NoiseQualityTest {
  private static final long SEED = 20220811;
  private static final int VALUES = 10_000_000;
  private static final int PAIRS = 2_000_000;
  private static final double NONE = Double.POSITIVE_INFINITY;

  /** Standard errors that a sound generator exceeds once in 16,000 tests. */
  private static final double LIMIT = 4;

  private static float[] sorted;

  @BeforeAll
  static void sort() {
    sorted = values(SEED, 0, 0, 0, VALUES);
    Arrays.sort(sorted);
  }

  @Test
  void momentsAreThoseOfTheNormalDistribution() {
    double[] sums = new double[5];
    for (float z : sorted) {
      double power = 1;
      for (int k = 1; k <= 4; k++) {
        power *= z;
        sums[k] += power;
      }
    }
    double root = Math.sqrt(VALUES);
    assertEquals(0, sums[1] / VALUES * root, LIMIT, "mean");
    assertEquals(0, (sums[2] / VALUES - 1) * root / Math.sqrt(2), LIMIT, "variance");
    assertEquals(0, sums[3] / VALUES * root / Math.sqrt(15), LIMIT, "third moment");
    assertEquals(0, (sums[4] / VALUES - 3) * root / Math.sqrt(96), LIMIT, "fourth moment");
  }

  @Test
  void kolmogorovSmirnovAndAndersonDarlingAcceptTheNormalDistribution() {
    var goodness = GoodnessOfFit.ofSorted(sorted);
    // Both limits are exceeded with probability 0.001.
    assertTrue(goodness.kolmogorovSmirnov() < 1.95, goodness::toString);
    assertTrue(goodness.andersonDarling() < 6.0, goodness::toString);
  }

  @Test
  void tailsHoldWhatTheNormalDistributionPutsThereUpToTheBound() {
    double beyond4 = 2 * 3.167124183312e-5 * VALUES;
    int count = below(-4) + VALUES - below(4);
    assertEquals(0, (count - beyond4) / Math.sqrt(beyond4), LIMIT);
    assertTrue(sorted[0] >= -5.1323f && sorted[VALUES - 1] <= 5.1323f);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 15, 16, 17, 32, 64, 112, 128, 1024, 8192})
  void neighbouringIndexesAreUncorrelated(int lag) {
    float[] z = values(SEED, 1, 5, 1000, PAIRS + lag);
    assertUncorrelated(Arrays.copyOf(z, PAIRS), Arrays.copyOfRange(z, lag, PAIRS + lag));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 1L << 31, 1L << 32})
  void adjacentStepsAreUncorrelated(long distance) {
    assertUncorrelated(values(SEED, 1, 5, 0, PAIRS), values(SEED, 1, 5 + distance, 0, PAIRS));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 1 << 31})
  void adjacentWorkersAreUncorrelated(int distance) {
    assertUncorrelated(values(SEED, 1, 5, 0, PAIRS), values(SEED, 1 + distance, 5, 0, PAIRS));
  }

  @ParameterizedTest
  @CsvSource({"0", "20220811", "-1"})
  void neighbouringSeedsAreUncorrelated(long seed) {
    float[] z = values(seed, 1, 5, 0, PAIRS);
    for (long other : new long[] {seed + 1, seed + (1L << 31), seed + (1L << 32), seed ^ 1}) {
      assertUncorrelated(z, values(other, 1, 5, 0, PAIRS));
    }
  }

  private static int below(float limit) {
    int found = Arrays.binarySearch(sorted, limit);
    return found < 0 ? -found - 1 : found;
  }

  /** Of the values, and of their squares, which would show dependent radii. */
  private static void assertUncorrelated(float[] x, float[] y) {
    double values = 0;
    double squares = 0;
    for (int i = 0; i < x.length; i++) {
      values += (double) x[i] * y[i];
      squares += ((double) x[i] * x[i] - 1) * ((double) y[i] * y[i] - 1);
    }
    assertEquals(0, values / Math.sqrt(x.length), LIMIT, "correlation of values");
    assertEquals(0, squares / 2 / Math.sqrt(x.length), LIMIT, "correlation of squares");
  }

  private static float[] values(long seed, int worker, long step, long first, int count) {
    float[] z = new float[count];
    NoiseStream.of(seed, worker, Distribution.GAUSSIAN, NONE).fill(step, first, z);
    return z;
  }
}
