package org.leap.core.noise;

/** The stream's definition once more, word by word, for tests to compare with. */
record GaussianReference(long seed, int worker) {
  private static final int DOMAIN = 0x6c656170;

  float factor(long step, long index, float sigma) {
    int word = word(step, index);
    float radius = BoxMuller.radius(word) * sigma;
    boolean first = index / 16 % 2 == 0;
    return Math.fma(radius, first ? BoxMuller.cosine(word) : BoxMuller.sine(word), 1);
  }

  private int word(long step, long index) {
    long block = index / 128 * 16 + index % 16;
    int[] x = {(int) block, (int) (block >> 32), (int) step, (int) (step >> 32)};
    Threefry4x32.encrypt(12, (int) seed, (int) (seed >> 32), worker, DOMAIN, x);
    return x[(int) (index % 128 / 32)];
  }
}
