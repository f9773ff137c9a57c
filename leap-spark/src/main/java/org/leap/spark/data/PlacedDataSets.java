package org.leap.spark.data;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.StorageLevel;

/** Places an RDD of DataSets for logical workers, by the places of its examples in the RDD. */
public final class PlacedDataSets {
  private static final long CHUNK_BYTES = 8 << 20;

  private PlacedDataSets() {}

  /**
   * Places the examples of an RDD, which is read once.
   *
   * @param workers logical workers; no more than there are examples are used
   * @param keep stores the chunks, all of them, and returns what they are to be read from
   * @throws IllegalArgumentException if it holds no example
   */
  public static ChunkedData of(
      JavaRDD<HostDataSet> examples, int workers, int batchSize, UnaryOperator<RDD<Chunk>> keep) {
    // Spilled rather than computed again: it is read twice, to count and to cut.
    JavaRDD<HostDataSet> kept = examples.persist(StorageLevel.MEMORY_AND_DISK());
    List<long[]> sizes = kept.mapPartitions(PlacedDataSets::size).collect();
    long[] counts = sizes.stream().mapToLong(size -> size[0]).toArray();
    long total = Arrays.stream(counts).sum();
    if (total == 0) {
      throw new IllegalArgumentException(
          "there is no example to train on: look at what made the data");
    }
    long bytes = sizes.stream().mapToLong(size -> size[1]).sum();
    int n = Math.toIntExact(total);
    int exampleBytes = (int) Math.max(1, Math.min(bytes / total, Integer.MAX_VALUE));
    ChunkLayout layout =
        ChunkLayout.of(n, Math.min(workers, n), batchSize, exampleBytes, CHUNK_BYTES).inOrder();
    RDD<Chunk> chunks = keep.apply(DataSetChunkRdd.of(kept.rdd(), counts, layout));
    kept.unpersist(false);
    return new ChunkedData(chunks, layout, null, null);
  }

  /** Stores chunks as Spark does it. */
  public static UnaryOperator<RDD<Chunk>> persisted(StorageLevel level) {
    return chunks -> {
      chunks.persist(level);
      chunks.count();
      return chunks;
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
}
