package org.leap.core.noise;

/**
 * Values that each take some bits of a word, a block's four words one after the other.
 *
 * @param bitsOfIndex how many low bits of an index count values within a block
 */
record WordVariates(Threefry4x32.Key key, int bitsOfIndex, String deviceName, Transform transform)
    implements Variates {
  /** sqrt(3) / 2^24. */
  private static final float UNIFORM_SCALE = (float) (1.7320508075688772 / (1 << 24));

  /** What a word gives to an index. */
  private interface Transform {
    float value(int word, long index);
  }

  /** Uniform with unit variance: 24 bits of a word of its own, at the midpoints of 2^24 cells. */
  static WordVariates uniform(Threefry4x32.Key key) {
    return new WordVariates(
        key, 2, "perturb_uniform", (word, index) -> (float) ((word >> 7) | 1) * UNIFORM_SCALE);
  }

  /** Minus or plus one, from one bit each: index i takes bit i % 32 of word i / 32 % 4. */
  static WordVariates rademacher(Threefry4x32.Key key) {
    return new WordVariates(
        key, 7, "perturb_rademacher", (word, index) -> 1 - 2 * ((word >>> (index & 31)) & 1));
  }

  private int word(long index) {
    return (int) (index >> (bitsOfIndex - 2)) & 3;
  }

  @Override
  public float at(long step, long index) {
    return transform.value(key.word(step, index >> bitsOfIndex, word(index)), index);
  }

  @Override
  public void fill(long step, long firstIndex, float[] out, int from, int count, Scratch scratch) {
    long base = firstIndex >> bitsOfIndex & -GaussianKernel.RUN;
    long loaded = base;
    for (int i = 0; i < count; i++) {
      long index = firstIndex + i;
      long block = index >> bitsOfIndex;
      if (block >= loaded) {
        base = loaded;
        loaded = base + GaussianKernel.RUN;
        KernelChoice.current().words(key, step, base, GaussianKernel.RUN, scratch.words);
      }
      int word = scratch.words[word(index) * Scratch.COUNTERS + (int) (block - base)];
      out[from + i] = transform.value(word, index);
    }
  }

  @Override
  public DeviceNoise.Kernel deviceKernel() {
    return new DeviceNoise.Kernel(deviceName, key);
  }
}
