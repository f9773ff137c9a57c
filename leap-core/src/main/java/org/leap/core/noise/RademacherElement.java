package org.leap.core.noise;

/** Minus or plus one, from one bit each: index i takes bit i % 32 of word i / 32 % 4. */
record RademacherElement(NoiseKey key) implements Element {
  @Override
  public float at(long step, long index) {
    int word = key.word(step, index >> 7, (int) (index >> 5) & 3);
    return 1 - 2 * ((word >>> (index & 31)) & 1);
  }
}
