package org.leap.spark.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlacementTest {
  @Test
  void holdsEveryNumberOnce() {
    for (int n : new int[] {0, 1, 2, 3, 100, 1001}) {
      int[] sorted = Placement.permutation(n, 7);
      Arrays.sort(sorted);
      assertArrayEquals(IntStream.range(0, n).toArray(), sorted);
    }
  }

  /** Results of earlier releases depend on these orders. */
  @Test
  void ordersNeverChange() {
    assertArrayEquals(new int[] {1, 0, 4, 7, 2, 3, 5, 6}, Placement.permutation(8, 42));
  }

  @Test
  void seedsGiveDifferentOrders() {
    assertFalse(Arrays.equals(Placement.permutation(50, 1), Placement.permutation(50, 2)));
    assertFalse(
        Arrays.equals(Placement.permutation(50, 1), Placement.permutation(50, 1L << 32 | 1)));
  }

  @Test
  void everyPlaceIsEquallyLikely() {
    int[] counts = new int[5];
    int trials = 50_000;
    for (int seed = 0; seed < trials; seed++) {
      counts[Placement.permutation(5, seed)[2]]++;
    }
    double expected = trials / 5.0;
    double chiSquare =
        Arrays.stream(counts).mapToDouble(c -> (c - expected) * (c - expected) / expected).sum();
    // 4 degrees of freedom: exceeded with probability 1e-4.
    assertEquals(0, chiSquare, 23.5);
  }
}
