package org.leap.spark.data;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.leap.core.noise.SeedDerivation;

/**
 * The seeded global order of the training examples. It depends on their number and the seed alone,
 * so that data in memory and prepared data place every example alike.
 */
public final class Placement {
  private static final long PLACEMENT = 3;
  private static final long HOLDOUT = 5;

  private Placement() {}

  /** The example at every place, {@code [examples]}. */
  public static int[] order(int examples, long seed) {
    return permutation(examples, SeedDerivation.derive(seed, PLACEMENT));
  }

  /**
   * Chooses examples to hold back, such as a test set.
   *
   * @param purpose tells several choices from the same examples apart
   * @return for every example whether it is one of the {@code held}
   */
  public static boolean[] heldOut(int examples, int held, long seed, int purpose) {
    int[] order = permutation(examples, SeedDerivation.derive(seed, HOLDOUT, purpose));
    boolean[] chosen = new boolean[examples];
    for (int i = 0; i < held; i++) {
      chosen[order[i]] = true;
    }
    return chosen;
  }

  /** A permutation of {@code 0 .. n-1} by the shuffle of Fisher and Yates. */
  static int[] permutation(int n, long seed) {
    // SplittableRandom's sequence is specified and has not changed since Java 8.
    SplittableRandom random = new SplittableRandom(seed);
    int[] order = IntStream.range(0, n).toArray();
    for (int i = n - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
    return order;
  }
}
