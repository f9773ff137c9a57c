package org.leap.core.noise;

/** Uniform with unit variance: 24 bits of a word of its own, at the midpoints of 2^24 cells. */
record UniformElement(NoiseKey key) implements Element {
  /** sqrt(3) / 2^24. */
  private static final float SCALE = (float) (1.7320508075688772 / (1 << 24));

  @Override
  public float at(long step, long index) {
    int word = key.word(step, index >> 2, (int) (index & 3));
    return (float) ((word >> 7) | 1) * SCALE;
  }
}
