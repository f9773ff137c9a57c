package org.leap.core.noise;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RecursiveAction;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Splits a contiguous update among threads of the common pool, one caller's at a time. The parts
 * are kept and used again, so that a step allocates nothing.
 */
final class ParallelPerturbation {
  /** Below this many parameters a part is done before another thread wakes up. */
  private static final long SMALLEST_PART = 1 << 15;

  private static final ThreadLocal<ParallelPerturbation> OWN =
      ThreadLocal.withInitial(ParallelPerturbation::new);

  private Part[] parts = {new Part()};

  static ParallelPerturbation ofThisThread() {
    return OWN.get();
  }

  void run(
      Variates variates, INDArray update, long step, long firstIndex, float sigma, int threads) {
    long length = update.length();
    long useful = Math.max(1, length / SMALLEST_PART);
    int count = (int) Math.min(threads, useful);
    grow(count);
    Pointer buffer = update.data().pointer();
    long start = update.offset();
    for (int i = 0; i < count; i++) {
      long from = boundary(length, i, count, firstIndex);
      long to = boundary(length, i + 1, count, firstIndex);
      parts[i].set(variates, buffer, start + from, start + to, step, firstIndex + from, sigma);
    }
    for (int i = 1; i < count; i++) {
      ForkJoinPool.commonPool().execute(parts[i]);
    }
    try {
      parts[0].compute();
    } finally {
      for (int i = 1; i < count; i++) {
        parts[i].join();
      }
      for (int i = 0; i < count; i++) {
        parts[i].clear();
      }
    }
  }

  private void grow(int count) {
    if (count > parts.length) {
      Part[] more = new Part[count];
      System.arraycopy(parts, 0, more, 0, parts.length);
      for (int i = parts.length; i < count; i++) {
        more[i] = new Part();
      }
      parts = more;
    }
  }

  /** Where a part begins: at the start of a tile, so that none is computed twice. */
  private static long boundary(long length, int part, int parts, long firstIndex) {
    if (part == 0 || part == parts) {
      return part == 0 ? 0 : length;
    }
    long even = length / parts * part;
    return even - Math.floorMod(firstIndex + even, (long) GaussianKernel.TILE);
  }

  private static final class Part extends RecursiveAction {
    private static final long serialVersionUID = 1;

    /** Its own, as threads of the common pool forget theirs after every task. */
    private final transient Scratch scratch = new Scratch();

    private transient Variates variates;
    private transient Pointer buffer;
    private long from;
    private long to;
    private long step;
    private long firstIndex;
    private float sigma;

    void set(
        Variates variates,
        Pointer buffer,
        long from,
        long to,
        long step,
        long firstIndex,
        float sigma) {
      reinitialize();
      this.variates = variates;
      this.buffer = buffer;
      this.from = from;
      this.to = to;
      this.step = step;
      this.firstIndex = firstIndex;
      this.sigma = sigma;
    }

    void clear() {
      variates = null;
      buffer = null;
    }

    @Override
    protected void compute() {
      for (long position = from; position < to; ) {
        OffHeapFloats window = scratch.window(buffer, position);
        long end = Math.min(to, window.end());
        variates.perturb(
            step,
            firstIndex + (position - from),
            window,
            window.index(position),
            window.index(end),
            sigma,
            scratch);
        position = end;
      }
    }
  }
}
