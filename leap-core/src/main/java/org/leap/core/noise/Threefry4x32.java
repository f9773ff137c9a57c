package org.leap.core.noise;

/**
 * Threefry-4x32, a counter-based generator: a keyed bijection of 128-bit counters (Salmon, Moraes,
 * Dror, Shaw: Parallel Random Numbers: As Easy as 1, 2, 3; SC 2011). Crush-resistant from 12 rounds
 * on; 20 are the authors' conservative choice.
 */
final class Threefry4x32 {
  static final int PARITY = 0x1BD11BDA;

  private static final int[] LEFT = {10, 11, 13, 23, 6, 17, 25, 18};
  private static final int[] RIGHT = {26, 21, 27, 5, 20, 11, 10, 20};

  private Threefry4x32() {}

  /** Replaces the four words of {@code x}, a counter, by its random words under the key. */
  static void encrypt(int rounds, int k0, int k1, int k2, int k3, int[] x) {
    int[] key = {k0, k1, k2, k3, PARITY ^ k0 ^ k1 ^ k2 ^ k3};
    int x0 = x[0] + k0;
    int x1 = x[1] + k1;
    int x2 = x[2] + k2;
    int x3 = x[3] + k3;
    for (int round = 0; round < rounds; round++) {
      int left = LEFT[round & 7];
      int right = RIGHT[round & 7];
      if ((round & 1) == 0) {
        x0 += x1;
        x1 = Integer.rotateLeft(x1, left) ^ x0;
        x2 += x3;
        x3 = Integer.rotateLeft(x3, right) ^ x2;
      } else {
        x0 += x3;
        x3 = Integer.rotateLeft(x3, left) ^ x0;
        x2 += x1;
        x1 = Integer.rotateLeft(x1, right) ^ x2;
      }
      if ((round & 3) == 3) {
        int injection = (round >> 2) + 1;
        x0 += key[injection % 5];
        x1 += key[(injection + 1) % 5];
        x2 += key[(injection + 2) % 5];
        x3 += key[(injection + 3) % 5] + injection;
      }
    }
    x[0] = x0;
    x[1] = x1;
    x[2] = x2;
    x[3] = x3;
  }

  /** Key of the generator: seed, worker and the distribution's domain. */
  record Key(long seed, int worker, int domain) {
    static final int ROUNDS = 12;

    int k0() {
      return (int) seed;
    }

    int k1() {
      return (int) (seed >>> 32);
    }

    /** The key schedule's fifth word. */
    int k4() {
      return PARITY ^ k0() ^ k1() ^ worker ^ domain;
    }

    /** Word 0 to 3 of a block. The counter is (block, step), low words first. */
    int word(long step, long block, int word) {
      int[] x = {(int) block, (int) (block >>> 32), (int) step, (int) (step >>> 32)};
      encrypt(ROUNDS, k0(), k1(), worker, domain, x);
      return x[word];
    }
  }
}
