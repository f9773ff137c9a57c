package org.leap.core.noise;

import java.util.Arrays;
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

  private Part[] parts = {new Part(0)};

  /** What is being perturbed, by so many parts. */
  private int count;

  private Variates variates;
  private Pointer buffer;
  private long start;
  private long length;
  private long step;
  private long firstIndex;
  private float sigma;

  static ParallelPerturbation ofThisThread() {
    return OWN.get();
  }

  void run(
      Variates variates, INDArray update, long step, long firstIndex, float sigma, int threads) {
    this.variates = variates;
    this.buffer = update.data().pointer();
    this.start = update.offset();
    this.length = update.length();
    this.step = step;
    this.firstIndex = firstIndex;
    this.sigma = sigma;
    this.count = (int) Math.min(threads, Math.max(1, length / SMALLEST_PART));
    grow();
    for (int i = 1; i < count; i++) {
      parts[i].reinitialize();
      ForkJoinPool.commonPool().execute(parts[i]);
    }
    try {
      parts[0].compute();
    } finally {
      for (int i = 1; i < count; i++) {
        parts[i].join();
      }
      this.variates = null;
      this.buffer = null;
    }
  }

  private void grow() {
    int had = parts.length;
    if (count > had) {
      parts = Arrays.copyOf(parts, count);
      for (int i = had; i < count; i++) {
        parts[i] = new Part(i);
      }
    }
  }

  /** Where a part begins: at the start of a tile, so that none is computed twice. */
  private long boundary(int part) {
    if (part == 0 || part == count) {
      return part == 0 ? 0 : length;
    }
    long even = length / count * part;
    return even - Math.floorMod(firstIndex + even, (long) GaussianKernel.TILE);
  }

  private final class Part extends RecursiveAction {
    private static final long serialVersionUID = 1;
    private final int number;

    /** Its own, as threads of the common pool forget theirs after every task. */
    private final transient Scratch scratch = new Scratch();

    Part(int number) {
      this.number = number;
    }

    @Override
    protected void compute() {
      long end = boundary(number + 1);
      for (long done = boundary(number); done < end; ) {
        OffHeapFloats window = scratch.window(buffer, start + done);
        long next = Math.min(end, window.end() - start);
        variates.perturb(
            step,
            firstIndex + done,
            window,
            window.index(start + done),
            window.index(start + next),
            sigma,
            scratch);
        done = next;
      }
    }
  }
}
