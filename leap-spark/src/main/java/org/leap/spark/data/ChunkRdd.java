package org.leap.spark.data;

import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.storage.StorageLevel;

/** One partition per (worker, chunk), each holding its one chunk. */
public final class ChunkRdd extends PlannedRdd<ChunkSource.Loader, Chunk> {
  private static final long serialVersionUID = 1L;

  private final String name = UUID.randomUUID().toString();

  /** One partition for every chunk of a source, in its order. */
  public ChunkRdd(SparkContext spark, ChunkSource source) {
    super(spark, Chunk.class, source.loaders());
  }

  @Override
  protected Iterator<Chunk> compute(int index, ChunkSource.Loader loader, TaskContext context) {
    Chunk chunk =
        isStreamed() ? ChunkWindow.ofThisProcess().get(key(index), loader::load) : loader.load();
    return List.of(chunk).iterator();
  }

  /** Begins to read a chunk that will soon be asked for, if nobody keeps it. */
  void readAhead(Partition partition) {
    if (isStreamed()) {
      ChunkWindow.ofThisProcess().readAhead(key(partition.index()), plan(partition)::load);
    }
  }

  private boolean isStreamed() {
    return getStorageLevel().equals(StorageLevel.NONE());
  }

  private ChunkWindow.Key key(int chunk) {
    return new ChunkWindow.Key(name, chunk);
  }
}
