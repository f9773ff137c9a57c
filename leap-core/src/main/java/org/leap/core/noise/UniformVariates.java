package org.leap.core.noise;

/** Uniform with unit variance: 24 bits of a word of its own, at the midpoints of 2^24 cells. */
record UniformVariates(NoiseKey key) implements Variates {
  /** sqrt(3) / 2^24. */
  private static final float SCALE = (float) (1.7320508075688772 / (1 << 24));

  @Override
  public float at(long step, long index) {
    return value(key.word(step, index >> 2, (int) (index & 3)));
  }

  @Override
  public void fill(long step, long firstIndex, float[] out, int from, int count, Scratch scratch) {
    long base = firstIndex >> 2 & -GaussianKernel.RUN;
    long loaded = base;
    for (int i = 0; i < count; i++) {
      long block = (firstIndex + i) >> 2;
      if (block >= loaded) {
        base = loaded;
        loaded = base + GaussianKernel.RUN;
        KernelChoice.current().words(key, step, base, GaussianKernel.RUN, scratch.words);
      }
      int word = (int) ((firstIndex + i) & 3);
      out[from + i] = value(scratch.words[word * Scratch.COUNTERS + (int) (block - base)]);
    }
  }

  @Override
  public DeviceKernel deviceKernel() {
    return DeviceKernel.of("perturb_uniform", key);
  }

  private static float value(int word) {
    return (float) ((word >> 7) | 1) * SCALE;
  }
}
