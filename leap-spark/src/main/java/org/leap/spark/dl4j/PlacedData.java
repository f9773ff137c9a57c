package org.leap.spark.dl4j;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.StorageLevel;
import org.leap.spark.data.Chunk;
import org.leap.spark.data.ChunkLayout;
import org.leap.spark.data.ChunkedData;
import org.leap.spark.data.DataSetChunkRdd;
import org.leap.spark.data.HostDataSet;

/**
 * The minibatches of an RDD, placed for its workers and kept for the next epoch. The caller's RDD
 * is read once, and neither persisted nor changed.
 */
final class PlacedData {
  private static final long CHUNK_BYTES = 8 << 20;

  private final ChunkedData data;
  private final ExportedChunks exported;

  private PlacedData(ChunkedData data, ExportedChunks exported) {
    this.data = data;
    this.exported = exported;
  }

  /**
   * Reads an RDD.
   *
   * @throws IllegalArgumentException if it holds no example
   */
  static PlacedData of(JavaRDD<HostDataSet> examples, int workers, MasterSettings settings) {
    // Spilled rather than computed again: it is read twice, to count and to cut.
    JavaRDD<HostDataSet> kept = examples.persist(StorageLevel.MEMORY_AND_DISK());
    List<long[]> sizes = kept.mapPartitions(PlacedData::size).collect();
    long[] counts = sizes.stream().mapToLong(size -> size[0]).toArray();
    long total = Arrays.stream(counts).sum();
    if (total == 0) {
      throw new IllegalArgumentException(
          "the RDD holds no example: look at what made it, or do not call fit");
    }
    long bytes = sizes.stream().mapToLong(size -> size[1]).sum();
    int n = Math.toIntExact(total);
    ChunkLayout layout =
        ChunkLayout.of(
                n,
                Math.min(workers, n),
                settings.batchSizePerWorker,
                (int) Math.max(1, Math.min(bytes / total, Integer.MAX_VALUE)),
                CHUNK_BYTES)
            .inOrder();
    RDD<Chunk> chunks = DataSetChunkRdd.of(kept.rdd(), counts, layout);
    ExportedChunks exported = null;
    if (settings.export) {
      exported = ExportedChunks.write(chunks, settings.exportDirectory);
      chunks = exported.rdd();
    } else {
      chunks = chunks.persist(StorageLevel.fromString(settings.storageLevel));
      chunks.count();
    }
    kept.unpersist(false);
    return new PlacedData(new ChunkedData(chunks, layout, null, null), exported);
  }

  /** Examples and bytes of a partition. */
  private static java.util.Iterator<long[]> size(java.util.Iterator<HostDataSet> partition) {
    long[] size = new long[2];
    partition.forEachRemaining(
        data -> {
          size[0] += data.examples();
          size[1] += data.bytes();
        });
    return List.of(size).iterator();
  }

  ChunkedData data() {
    return data;
  }

  ChunkLayout layout() {
    return data.layout();
  }

  /** Frees memory and files; whether all files are gone. */
  boolean release() {
    if (!data.chunks().context().isStopped()) {
      data.chunks().unpersist(false);
    }
    return exported == null || exported.delete();
  }
}
