package org.leap.spark.data;

import java.io.Serializable;
import java.util.List;

/** Where the chunks of an RDD come from. Lives on the driver. */
public interface ChunkSource extends AutoCloseable {
  /**
   * One loader per chunk, in the order of {@link ChunkLayout#chunkIndex}. Each is sent to the task
   * that needs it.
   */
  List<Loader> loaders();

  /** Reads one chunk on an executor. */
  @FunctionalInterface
  interface Loader extends Serializable {
    /** The chunk, read anew at every call. */
    Chunk load();
  }

  /** Releases what the chunks hold on the driver and on the executors. */
  @Override
  default void close() {}
}
