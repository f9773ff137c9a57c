package org.leap.core.noise;

/** The inner loops: random words, and their transform and application. All kernels agree. */
interface GaussianKernel {
  /** Values of a tile; see {@link GaussianVariates}. */
  int TILE = 128;

  /** Counters of a tile, and neighbours in a run. */
  int RUN = 16;

  String name();

  /**
   * The words of {@code counters} blocks, a multiple of 16 of at most {@link Scratch#COUNTERS}, to
   * {@code words[k * COUNTERS + c]}. The first block is a multiple of 16, and the low halves of
   * block numbers do not overflow between the first and the last.
   */
  void words(Threefry4x32.Key key, long step, long firstBlock, int counters, int[] words);

  /**
   * Multiplies data by fma(sigma * radius, direction, shift), tile by tile, from {@code offset} on.
   * With shift 1 that perturbs; with ones, sigma 1 and shift 0 it gives the values themselves.
   *
   * @param counters as given to {@code words}; 8 floats each are changed
   */
  void scale(Scratch scratch, int counters, float[] data, int offset, float sigma, float shift);
}
