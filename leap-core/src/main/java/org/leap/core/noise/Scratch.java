package org.leap.core.noise;

import org.bytedeco.javacpp.Pointer;

/** Working memory of one thread, kept so that a step allocates nothing. Fits the first cache. */
final class Scratch {
  /**
   * Counters of a chunk, few enough to leave memory no idle time; word k of counter c lies at
   * {@code words[k * COUNTERS + c]}.
   */
  static final int COUNTERS = 128;

  /** Values of a chunk. */
  static final int CHUNK = 8 * COUNTERS;

  private static final ThreadLocal<Scratch> OWN = ThreadLocal.withInitial(Scratch::new);
  private static final int WINDOWS = 16;

  final int[] words = new int[4 * COUNTERS];

  /** Radii of the words, in their order, times sigma. */
  final float[] radii = new float[4 * COUNTERS];

  final float[] tile = new float[GaussianKernel.TILE];

  /** Part of an update that lies off the heap. */
  final float[] copy = new float[CHUNK];

  /** Noise that no kernel applies. */
  final float[] values = new float[CHUNK];

  /** Between passes over one word of every counter. */
  final float[] mantissa = new float[COUNTERS];

  final float[] logarithm = new float[COUNTERS];
  final float[] cosine = new float[COUNTERS];
  final float[] sine = new float[COUNTERS];

  private final OffHeapFloats[] windows = new OffHeapFloats[WINDOWS];

  static Scratch ofThisThread() {
    return OWN.get();
  }

  /** The window of a buffer that holds float {@code position}, made anew only when unknown. */
  OffHeapFloats window(Pointer buffer, long position) {
    int slot = OffHeapFloats.slot(buffer, position) % WINDOWS;
    OffHeapFloats window = windows[slot];
    if (window == null || !window.shows(buffer, position)) {
      window = OffHeapFloats.of(buffer, position);
      windows[slot] = window;
    }
    return window;
  }
}
