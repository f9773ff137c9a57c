package org.leap.jobs.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.leap.jobs.config.DataOptions.Cache;
import org.leap.jobs.config.RunConfig;
import org.leap.jobs.datasets.DataSet;
import org.leap.jobs.datasets.ExampleSet;
import org.leap.spark.data.ChunkLayout;
import org.leap.spark.data.ChunkRdd;
import org.leap.spark.data.ChunkSource;
import org.leap.spark.data.ChunkedData;
import org.leap.spark.data.GraphChunks;

/** The sets of a run, cut into chunks on the cluster. */
public final class ChunkedSets implements AutoCloseable {
  /** Minibatches of an evaluation only bound memory: the result does not depend on their size. */
  private static final int EVALUATION_BATCH = 64;

  private final JavaSparkContext spark;
  private final DataSet data;
  private final Cache cache;
  private final List<ChunkSource> sources = new ArrayList<>();
  private ChunkedData train;
  private Optional<ChunkedData> validation;
  private ChunkedData test;

  private ChunkedSets(JavaSparkContext spark, DataSet data, Cache cache) {
    this.spark = spark;
    this.data = data;
    this.cache = cache;
  }

  /** Cuts the sets of a run. */
  public static ChunkedSets of(
      JavaSparkContext spark, RunConfig config, DataSet data, ChunkLayout layout) {
    ChunkedSets chunks = new ChunkedSets(spark, data, config.data().options().cache());
    int workers = config.training().workers();
    chunks.train = chunks.cut(data.train(), layout);
    chunks.validation = data.validation().map(set -> chunks.evaluated(set, workers));
    chunks.test = chunks.evaluated(data.test(), workers);
    return chunks;
  }

  private ChunkedData evaluated(ExampleSet set, int workers) {
    ChunkLayout layout =
        data.graph().isPresent()
            ? GraphChunks.layout(set.count(), 1)
            : ChunkLayout.of(
                set.count(),
                Math.min(workers, set.count()),
                EVALUATION_BATCH,
                data.shape().bytes(),
                Plan.CHUNK_BYTES);
    return cut(set, layout);
  }

  private ChunkedData cut(ExampleSet set, ChunkLayout layout) {
    ChunkSource source = set.chunks(spark, layout);
    sources.add(source);
    return new ChunkedData(
        new ChunkRdd(spark.sc(), source).persist(level()),
        layout,
        data.shape(),
        data.normalization(),
        data.augmentations());
  }

  private StorageLevel level() {
    return switch (cache) {
      case MEMORY -> StorageLevel.MEMORY_AND_DISK();
      case DISK -> StorageLevel.DISK_ONLY();
      case NONE -> StorageLevel.NONE();
    };
  }

  /** What it trains on. */
  public ChunkedData train() {
    return train;
  }

  /** What guides it, if anything does. */
  public Optional<ChunkedData> validation() {
    return validation;
  }

  /** What it is tested on. */
  public ChunkedData test() {
    return test;
  }

  @Override
  public void close() {
    sources.forEach(ChunkSource::close);
  }
}
