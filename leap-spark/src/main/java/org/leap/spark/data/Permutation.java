package org.leap.spark.data;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Seeded permutations by the shuffle of Fisher and Yates. */
final class Permutation {
  private Permutation() {}

  /** A permutation of {@code 0 .. n-1}, a pure function of its arguments. */
  static int[] of(int n, long seed) {
    // The sequence of SplittableRandom is specified by its algorithm and has not changed since Java
    // 8;
    // PermutationTest holds known answers.
    SplittableRandom random = new SplittableRandom(seed);
    int[] order = new int[n];
    Arrays.setAll(order, i -> i);
    for (int i = n - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
    return order;
  }
}
