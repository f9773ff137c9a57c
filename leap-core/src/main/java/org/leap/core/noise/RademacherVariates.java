package org.leap.core.noise;

/** Minus or plus one, from one bit each: index i takes bit i % 32 of word i / 32 % 4. */
record RademacherVariates(NoiseKey key) implements Variates {
  @Override
  public float at(long step, long index) {
    return value(key.word(step, index >> 7, (int) (index >> 5) & 3), index);
  }

  @Override
  public void fill(long step, long firstIndex, float[] out, int from, int count, Scratch scratch) {
    long base = firstIndex >> 7 & -GaussianKernel.RUN;
    long loaded = base;
    for (int i = 0; i < count; i++) {
      long index = firstIndex + i;
      long block = index >> 7;
      if (block >= loaded) {
        base = loaded;
        loaded = base + GaussianKernel.RUN;
        KernelChoice.current().words(key, step, base, GaussianKernel.RUN, scratch.words);
      }
      int word = (int) (index >> 5) & 3;
      out[from + i] = value(scratch.words[word * Scratch.COUNTERS + (int) (block - base)], index);
    }
  }

  @Override
  public DeviceKernel deviceKernel() {
    return DeviceKernel.of("perturb_rademacher", key);
  }

  private static float value(int word, long index) {
    return 1 - 2 * ((word >>> (index & 31)) & 1);
  }
}
