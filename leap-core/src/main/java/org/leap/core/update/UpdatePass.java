package org.leap.core.update;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RecursiveAction;
import org.leap.core.noise.OffHeapFloats;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Updates all parameters of a network, chunk by chunk: reads gradient, state and parameters of a
 * chunk once and writes them once. What a thread works with is kept, so that a step allocates
 * nothing. Every value is computed from those of its own parameter alone, by the same operations
 * wherever chunks and threads begin: their number changes no bit.
 */
public final class UpdatePass {
  /** Below this many parameters a part is done before another thread wakes up. */
  private static final long SMALLEST_PART = 1 << 15;

  private final FlatArray gradient;
  private final FlatArray parameters;
  private final UpdateSpan[] spans;
  private Part[] parts = {new Part()};

  private UpdatePass(FlatArray gradient, FlatArray parameters, UpdateSpan[] spans) {
    this.gradient = gradient;
    this.parameters = parameters;
    this.spans = spans;
  }

  /**
   * Empty where the arrays are not of neighbouring floats in the memory of ND4J's CPU backend.
   *
   * @param gradient of the whole network
   * @param parameters of the whole network
   * @param blocks that are updated, in the order of their parameters
   */
  public static Optional<UpdatePass> of(
      INDArray gradient, INDArray parameters, List<UpdateBlock> blocks) {
    if (!OffHeapFloats.areElementsOf(gradient) || !OffHeapFloats.areElementsOf(parameters)) {
      return Optional.empty();
    }
    List<UpdateSpan> spans = new ArrayList<>();
    blocks.forEach(block -> spans.addAll(block.spans()));
    return Optional.of(
        new UpdatePass(
            FlatArray.of(gradient), FlatArray.of(parameters), spans.toArray(new UpdateSpan[0])));
  }

  /**
   * Does the step that every block has begun.
   *
   * @param threads how many threads may share the work
   * @param keepUpdate whether the update takes the place of the gradient, which is left as it was
   *     otherwise
   * @return about how many nanoseconds the noise took of it
   */
  public long run(int threads, boolean keepUpdate) {
    long length = parameters.length();
    int count = (int) Math.min(threads, Math.max(1, length / SMALLEST_PART));
    grow(count);
    for (int i = 0; i < count; i++) {
      parts[i].set(boundary(length, i, count), boundary(length, i + 1, count), keepUpdate);
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
    }
    long nanos = 0;
    for (int i = 0; i < count; i++) {
      nanos = Math.max(nanos, parts[i].slab.takePerturbNanos());
    }
    return nanos;
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

  private static long boundary(long length, int part, int parts) {
    return part == parts ? length : length / parts * part / Slab.LENGTH * Slab.LENGTH;
  }

  private void update(long from, long to, boolean keepUpdate, Slab slab) {
    for (UpdateSpan span : spans) {
      long end = Math.min(to, span.to());
      for (long position = Math.max(from, span.from()); position < end; ) {
        long next = Math.min(end, (position / Slab.LENGTH + 1) * Slab.LENGTH);
        int n = (int) (next - position);
        gradient.get(position, slab.gradient, n);
        parameters.get(position, slab.parameters, n);
        span.update(position, n, slab);
        if (keepUpdate) {
          gradient.put(position, slab.gradient, n);
        }
        parameters.put(position, slab.parameters, n);
        position = next;
      }
    }
  }

  private final class Part extends RecursiveAction {
    private static final long serialVersionUID = 1;

    private final transient Slab slab = new Slab();
    private long from;
    private long to;
    private boolean keepUpdate;

    void set(long newFrom, long newTo, boolean newKeepUpdate) {
      reinitialize();
      from = newFrom;
      to = newTo;
      keepUpdate = newKeepUpdate;
    }

    @Override
    protected void compute() {
      update(from, to, keepUpdate, slab);
    }
  }
}
