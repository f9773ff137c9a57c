package org.leap.spark.dl4j;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import org.leap.spark.data.ChunkLayout;
import org.leap.spark.data.ChunkedData;
import org.leap.spark.data.DataSetChunkRdd;
import org.leap.spark.data.HostDataSet;

/**
 * The minibatches of an RDD, placed for its workers and kept for the next epoch. The caller's RDD
 * is neither persisted nor changed.
 */
final class PlacedData {
  private final ChunkedData data;
  private ExportedChunks exported;

  /**
   * Reads an RDD.
   *
   * @throws IllegalArgumentException if it holds no example
   */
  PlacedData(JavaRDD<HostDataSet> examples, int workers, MasterSettings settings) {
    data =
        DataSetChunkRdd.place(
            examples,
            workers,
            settings.batchSizePerWorker,
            settings.export
                ? chunks -> {
                  exported = ExportedChunks.write(chunks, settings.exportDirectory);
                  return exported.rdd();
                }
                : DataSetChunkRdd.persisted(StorageLevel.fromString(settings.storageLevel)));
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
