package org.leap.core.noise;

/**
 * Standard normal values, 128 from the words of 16 consecutive counters.
 *
 * <p>Parameter index i lies in tile i / 128, at r = i % 128, in run k = r / 16, at c = r % 16. Its
 * word is number k / 2 of the block with counter tile * 16 + c; even runs take the cosine, odd ones
 * the sine. So any 16 neighbours in a run come from 16 neighbouring counters: vectors of any length
 * up to 16 store contiguously, and the map does not depend on that length.
 */
record GaussianElement(NoiseKey key) implements Element {
  static final int ROUNDS = 12;
  static final int TILE = 128;
  static final int RUN = 16;

  @Override
  public float at(long step, long index) {
    int inTile = (int) (index & (TILE - 1));
    int run = inTile / RUN;
    long block = (index >> 7) * RUN + inTile % RUN;
    int word = key.word(step, block, run / 2);
    return run % 2 == 0 ? BoxMuller.cosine(word) : BoxMuller.sine(word);
  }
}
