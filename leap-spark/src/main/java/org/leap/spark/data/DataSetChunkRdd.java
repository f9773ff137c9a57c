package org.leap.spark.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.StorageLevel;
import org.leap.spark.gpu.TaskDevice;

/**
 * The chunks of a layout, cut out of an RDD of DataSets of any sizes. Example i of the RDD (in the
 * order of its partitions and within them) has place i, so that chunks depend on the RDD's content
 * and not on how it is partitioned. Nothing is shuffled: a chunk reads the partitions it lies in.
 */
public final class DataSetChunkRdd extends PlannedRdd<DataSetChunkRdd.Plan, Chunk> {
  private static final long serialVersionUID = 1L;
  private static final long CHUNK_BYTES = 8 << 20;

  /**
   * @param from the partitions that the chunk lies in
   * @param skip examples of the first of them that come before the chunk
   */
  record Plan(List<Partition> from, int skip, int examples, int batchSize)
      implements Serializable {}

  private final RDD<HostDataSet> examples;

  private DataSetChunkRdd(RDD<HostDataSet> examples, int[][] parents, List<Plan> plans) {
    super(examples, parents, true, Chunk.class, plans);
    this.examples = examples;
  }

  /**
   * Places the examples of an RDD, which is read once, for logical workers.
   *
   * @param workers tells logical workers once the examples are counted, by executors that are there
   *     then; no more than there are examples are used
   * @param keep stores the chunks, all of them, and returns what they are to be read from
   * @throws IllegalArgumentException if it holds no example
   */
  public static ChunkedData place(
      JavaRDD<HostDataSet> examples,
      IntSupplier workers,
      int batchSize,
      UnaryOperator<RDD<Chunk>> keep) {
    // Spilled rather than computed again: it is read twice, to count and to cut.
    JavaRDD<HostDataSet> kept = examples.persist(StorageLevel.MEMORY_AND_DISK());
    try {
      return placeKept(kept, workers, batchSize, keep);
    } finally {
      kept.unpersist(false);
    }
  }

  private static ChunkedData placeKept(
      JavaRDD<HostDataSet> kept,
      IntSupplier workers,
      int batchSize,
      UnaryOperator<RDD<Chunk>> keep) {
    List<long[]> sizes = kept.mapPartitions(DataSetChunkRdd::size).collect();
    long[] counts = sizes.stream().mapToLong(size -> size[0]).toArray();
    long total = Arrays.stream(counts).sum();
    if (total == 0) {
      throw new IllegalArgumentException(
          "there is no example to train on: look at what made the data");
    }
    long bytes = sizes.stream().mapToLong(size -> size[1]).sum();
    if (total > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%s examples, at most %s can be placed: train on a part of them"
              .formatted(total, Integer.MAX_VALUE));
    }
    int n = (int) total;
    int exampleBytes = (int) Math.max(1, Math.min(bytes / total, Integer.MAX_VALUE));
    ChunkLayout layout =
        ChunkLayout.of(n, Math.min(workers.getAsInt(), n), batchSize, exampleBytes, CHUNK_BYTES)
            .inOrder();
    RDD<Chunk> chunks = keep.apply(of(kept.rdd(), counts, layout));
    return new ChunkedData(chunks, layout, null, null);
  }

  /** Stores chunks as Spark does it. */
  public static UnaryOperator<RDD<Chunk>> persisted(StorageLevel level) {
    return chunks -> {
      chunks.persist(level);
      boolean done = false;
      try {
        chunks.count();
        done = true;
        return chunks;
      } finally {
        if (!done) {
          chunks.unpersist(false);
        }
      }
    };
  }

  /** Examples and bytes of a partition. */
  private static Iterator<long[]> size(Iterator<HostDataSet> partition) {
    long[] size = new long[2];
    partition.forEachRemaining(
        data -> {
          size[0] += data.examples();
          size[1] += data.bytes();
        });
    return List.of(size).iterator();
  }

  /** The chunks of a layout of all the examples, of which each partition has its count. */
  private static DataSetChunkRdd of(RDD<HostDataSet> examples, long[] counts, ChunkLayout layout) {
    List<Partition> all = List.of(examples.partitions());
    int[][] parents = new int[layout.totalChunks()][];
    List<Plan> plans = new ArrayList<>();
    int first = 0;
    long before = 0;
    for (int worker = 0; worker < layout.workers(); worker++) {
      for (int chunk = 0; chunk < layout.chunks(worker); chunk++) {
        long place = layout.firstPlace(worker, chunk);
        int length = layout.chunkLength(worker, chunk);
        while (before + counts[first] <= place) {
          before += counts[first++];
        }
        int end = first + 1;
        long covered = before + counts[first];
        while (covered < place + length) {
          covered += counts[end++];
        }
        parents[plans.size()] = IntStream.range(first, end).toArray();
        int skip = Math.toIntExact(place - before);
        plans.add(new Plan(List.copyOf(all.subList(first, end)), skip, length, layout.batchSize()));
      }
    }
    return new DataSetChunkRdd(examples, parents, plans);
  }

  @Override
  protected Iterator<Chunk> compute(int index, Plan plan, TaskContext context) {
    TaskDevice.bind();
    Cutter cutter = new Cutter(plan.skip(), plan.examples(), plan.batchSize());
    for (Partition parent : plan.from()) {
      var data = examples.iterator(parent, context);
      while (data.hasNext() && !cutter.isDone()) {
        cutter.add(data.next());
      }
    }
    return List.<Chunk>of(cutter.chunk()).iterator();
  }

  /** Cuts a stream of DataSets into minibatches. */
  private static final class Cutter {
    private final int batchSize;
    private final List<HostDataSet> minibatches = new ArrayList<>();
    private List<HostDataSet> runs = new ArrayList<>();
    private int collected;
    private int skip;
    private int left;

    Cutter(int skip, int examples, int batchSize) {
      this.skip = skip;
      this.left = examples;
      this.batchSize = batchSize;
    }

    boolean isDone() {
      return left == 0;
    }

    void add(HostDataSet data) {
      int from = Math.min(skip, data.examples());
      skip -= from;
      while (from < data.examples() && left > 0) {
        int to = Math.min(data.examples(), from + Math.min(left, batchSize - collected));
        runs.add(data.examples(from, to));
        collected += to - from;
        left -= to - from;
        from = to;
        if (collected == batchSize || left == 0) {
          minibatches.add(HostDataSet.merge(runs));
          runs = new ArrayList<>();
          collected = 0;
        }
      }
    }

    DataSetChunk chunk() {
      if (left > 0) {
        throw new IllegalStateException(
            "The RDD gave %s examples less than when it was counted: persist it, or make it give the same content every time"
                .formatted(left));
      }
      return new DataSetChunk(minibatches);
    }
  }
}
