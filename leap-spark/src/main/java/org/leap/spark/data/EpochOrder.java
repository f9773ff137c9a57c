package org.leap.spark.data;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.leap.core.noise.SeedDerivation;

/**
 * The order in which workers see their examples in one epoch: chunk order and the order within each
 * chunk are drawn anew from (seed, epoch, worker, chunk).
 */
public final class EpochOrder {
  private static final long CHUNK_ORDER = 1;
  private static final long EXAMPLE_ORDER = 2;

  private final ChunkLayout layout;
  private final long seed;
  private final long epoch;

  /** The order of one epoch, counted from 0. */
  public EpochOrder(ChunkLayout layout, long seed, long epoch) {
    this.layout = layout;
    this.seed = seed;
    this.epoch = epoch;
  }

  /**
   * What a worker trains from its local step {@code from} (inclusive) to {@code to} (exclusive) of
   * the epoch; empty when it has no minibatches left there.
   */
  public List<Slice> slices(int worker, int from, int to) {
    List<Slice> slices = new ArrayList<>(2);
    int batchSize = layout.batchSize();
    int chunkStart = 0;
    long augmentationSeed = Augmentations.seed(seed, epoch);
    for (int chunk : chunkOrder(worker)) {
      int length = layout.chunkLength(worker, chunk);
      int batches = ChunkLayout.ceilDiv(length, batchSize);
      int first = Math.max(from - chunkStart, 0);
      int last = Math.min(to - chunkStart, batches);
      if (first < last) {
        int examples = Math.min(last * batchSize, length) - first * batchSize;
        long shuffleSeed = SeedDerivation.derive(seed, EXAMPLE_ORDER, epoch, worker, chunk);
        slices.add(
            new Slice(
                chunk,
                shuffleSeed,
                first,
                last - first,
                examples,
                layout.firstPlace(worker, chunk),
                augmentationSeed));
      }
      chunkStart += batches;
    }
    return slices;
  }

  /** The same for all workers, in their order. */
  public List<List<Slice>> slices(int from, int to) {
    return IntStream.range(0, layout.workers())
        .mapToObj(worker -> slices(worker, from, to))
        .toList();
  }

  private int[] chunkOrder(int worker) {
    if (layout.ordered()) {
      return IntStream.range(0, layout.chunks(worker)).toArray();
    }
    return Placement.permutation(
        layout.chunks(worker), SeedDerivation.derive(seed, CHUNK_ORDER, epoch, worker));
  }
}
