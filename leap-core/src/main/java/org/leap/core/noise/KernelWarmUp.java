package org.leap.core.noise;

import org.bytedeco.javacpp.FloatPointer;

/** Runs a vector kernel on memory of its own until the JIT has made it faster than scalar code. */
final class KernelWarmUp {
  /** Short calls count for the JIT as much as long ones, and cost less while interpreted. */
  private static final int SHORT = GaussianKernel.RUN;

  private static final int SHORT_CALLS = 500;
  private static final int LONG_CALLS = 20;
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  private final GaussianKernel scalar;
  private final GaussianKernel vector;
  private final Scratch scratch = new Scratch();
  private final NoiseKey key = new NoiseKey(0, 0, 0);

  KernelWarmUp(GaussianKernel scalar, GaussianKernel vector) {
    this.scalar = scalar;
    this.vector = vector;
  }

  /** False if that has not happened in a minute. */
  boolean untilVectorIsFaster() {
    try (var memory = new FloatPointer(Scratch.CHUNK)) {
      var window = OffHeapFloats.of(memory, 0);
      long start = System.nanoTime();
      while (System.nanoTime() - start < PATIENCE_NANOS) {
        for (int i = 0; i < SHORT_CALLS; i++) {
          run(vector, SHORT, window);
        }
        if (fastest(vector, window) < fastest(scalar, window)) {
          return true;
        }
      }
      return false;
    }
  }

  private long fastest(GaussianKernel kernel, OffHeapFloats window) {
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < LONG_CALLS; i++) {
      long start = System.nanoTime();
      run(kernel, Scratch.COUNTERS, window);
      fastest = Math.min(fastest, System.nanoTime() - start);
    }
    return fastest;
  }

  private void run(GaussianKernel kernel, int counters, OffHeapFloats window) {
    kernel.words(key, 0, 0, counters, scratch.words);
    kernel.scale(scratch, counters, scratch.copy, 0, 1, 0);
    kernel.perturb(scratch, counters, window, 0, 0);
  }
}
