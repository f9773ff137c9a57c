package org.leap.core.noise;

/**
 * Seeds for logical places (an epoch, a round, a worker), derived from one run's seed by Threefry
 * with 20 rounds, chained over the place's coordinates. Pure: nothing but the arguments counts.
 */
public final class SeedDerivation {
  private static final int ROUNDS = 20;
  private static final int DOMAIN = 0x73656564;

  private SeedDerivation() {}

  /**
   * A seed for a place. Different places (a different length counts too) get unrelated seeds; every
   * value of seed and coordinates, 0 included, is as good as any other.
   *
   * @param seed the run's seed
   * @param place coordinates, the first of which should name the purpose
   */
  public static long derive(long seed, long... place) {
    long state = seed;
    for (int i = 0; i <= place.length; i++) {
      long coordinate = i < place.length ? place[i] : 0;
      int[] x = {(int) coordinate, (int) (coordinate >>> 32), place.length, 0};
      Threefry4x32.encrypt(ROUNDS, (int) state, (int) (state >>> 32), i, DOMAIN, x);
      state = (x[0] & 0xFFFFFFFFL) | ((long) x[1] << 32);
    }
    return state;
  }

  /**
   * The same for ND4J's generator, which draws from low bits only and takes 0 for the time of day:
   * all 64 bits are folded into 30.
   */
  public static int deriveForNd4j(long seed, long... place) {
    return (int) (derive(seed, place) >>> 33) | 1;
  }
}
