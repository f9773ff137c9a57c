package org.leap.spark.data;

import java.util.List;
import java.util.UUID;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.StorageLevel;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag$;

/** One partition per (worker, chunk), each holding its one chunk. */
public final class ChunkRdd extends RDD<Chunk> {
  private static final long serialVersionUID = 1L;

  private record ChunkPartition(int index, ChunkSource.Loader loader) implements Partition {
    @Override
    public boolean equals(Object other) {
      return other instanceof ChunkPartition p && p.index == index;
    }

    @Override
    public int hashCode() {
      return index;
    }
  }

  // Partitions travel one by one inside their tasks; the whole list stays on the driver.
  private final transient List<ChunkSource.Loader> loaders;

  private final String name = UUID.randomUUID().toString();

  /** One partition for every chunk of a source, in its order. */
  public ChunkRdd(SparkContext spark, ChunkSource source) {
    super(
        spark,
        JavaConverters.<org.apache.spark.Dependency<?>>asScalaBuffer(List.of()).toSeq(),
        ClassTag$.MODULE$.apply(Chunk.class));
    this.loaders = List.copyOf(source.loaders());
  }

  @Override
  public Partition[] getPartitions() {
    Partition[] partitions = new Partition[loaders.size()];
    for (int i = 0; i < partitions.length; i++) {
      partitions[i] = new ChunkPartition(i, loaders.get(i));
    }
    return partitions;
  }

  @Override
  public scala.collection.Iterator<Chunk> compute(Partition partition, TaskContext context) {
    ChunkSource.Loader loader = ((ChunkPartition) partition).loader();
    Chunk chunk =
        isStreamed()
            ? ChunkWindow.ofThisProcess().get(key(partition), loader::load)
            : loader.load();
    return JavaConverters.asScalaIterator(List.of(chunk).iterator());
  }

  /** Begins to read a chunk that will soon be asked for, if nobody keeps it. */
  void readAhead(Partition partition) {
    if (isStreamed()) {
      ChunkSource.Loader loader = ((ChunkPartition) partition).loader();
      ChunkWindow.ofThisProcess().readAhead(key(partition), loader::load);
    }
  }

  private boolean isStreamed() {
    return getStorageLevel().equals(StorageLevel.NONE());
  }

  private ChunkWindow.Key key(Partition partition) {
    return new ChunkWindow.Key(name, partition.index());
  }
}
