package org.leap.core.noise;

/** Key of the generator: seed, worker and the distribution's domain. */
record NoiseKey(long seed, int worker, int domain) {
  static final int ROUNDS = 12;

  int k0() {
    return (int) seed;
  }

  int k1() {
    return (int) (seed >>> 32);
  }

  int k2() {
    return worker;
  }

  int k3() {
    return domain;
  }

  /** The key schedule's fifth word. */
  int k4() {
    return Threefry4x32.PARITY ^ k0() ^ k1() ^ k2() ^ k3();
  }

  /** Word 0 to 3 of a block. The counter is (block, step), low words first. */
  int word(long step, long block, int word) {
    int[] x = {(int) block, (int) (block >>> 32), (int) step, (int) (step >>> 32)};
    Threefry4x32.encrypt(ROUNDS, k0(), k1(), k2(), k3(), x);
    return x[word];
  }
}
