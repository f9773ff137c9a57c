package org.leap.jobs.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.StorageLevel;
import org.leap.jobs.config.RunConfig;
import org.leap.jobs.datasets.DataSet;
import org.leap.jobs.datasets.ExampleSet;
import org.leap.spark.data.Chunk;
import org.leap.spark.data.ChunkLayout;
import org.leap.spark.data.ChunkRdd;
import org.leap.spark.data.ChunkSource;
import org.leap.spark.data.ChunkedData;
import org.leap.spark.data.GraphChunks;

/** Sets of data, cut into chunks on the cluster until they are closed. */
public final class ChunkedSets implements AutoCloseable {
  /** Minibatches of an evaluation only bound memory: the result does not depend on their size. */
  private static final int EVALUATION_BATCH = 64;

  private final JavaSparkContext spark;
  private final DataSet data;
  private final StorageLevel level;
  private final List<ChunkSource> sources = new ArrayList<>();
  private final List<RDD<Chunk>> cuts = new ArrayList<>();

  /** Sets whose chunks are in memory, and on disk where that is too small. */
  public ChunkedSets(JavaSparkContext spark, DataSet data) {
    this(spark, data, StorageLevel.MEMORY_AND_DISK());
  }

  private ChunkedSets(JavaSparkContext spark, DataSet data, StorageLevel level) {
    this.spark = spark;
    this.data = data;
    this.level = level;
  }

  /** The sets of a run, kept as its configuration says. */
  public static ChunkedSets of(JavaSparkContext spark, RunConfig config, DataSet data) {
    StorageLevel level =
        switch (config.data().options().cache()) {
          case MEMORY -> StorageLevel.MEMORY_AND_DISK();
          case DISK -> StorageLevel.DISK_ONLY();
          case NONE -> StorageLevel.NONE();
        };
    return new ChunkedSets(spark, data, level);
  }

  /** What a run trains on. */
  public ChunkedData train(ChunkLayout layout) {
    return cut(data.train(), layout);
  }

  /**
   * Some of what a run trains on, to be evaluated: about as many examples as the test set has; of a
   * graph, all of them.
   */
  public ChunkedData trainingSample(ChunkLayout layout) {
    if (data.graph().isPresent()) {
      return evaluated(data.train(), 1);
    }
    int enough = (data.test().count() + layout.chunkExamples() - 1) / layout.chunkExamples();
    return first(data.train(), layout, Math.max(1, enough));
  }

  /** What guides it, if anything does. */
  public Optional<ChunkedData> validation(int workers) {
    return data.validation().map(set -> evaluated(set, workers));
  }

  /** What it is tested on. */
  public ChunkedData test(int workers) {
    return evaluated(data.test(), workers);
  }

  private ChunkedData evaluated(ExampleSet set, int workers) {
    return data.graph().isPresent() ? whole(set) : scored(set, workers, EVALUATION_BATCH);
  }

  /** Nodes of a graph, all of them in one minibatch. */
  public ChunkedData whole(ExampleSet nodes) {
    return cut(nodes, GraphChunks.layout(nodes.count(), 1));
  }

  /**
   * A set that is scored.
   *
   * @param shares of the work, if there are as many examples
   * @param batchSize examples of a minibatch
   */
  public ChunkedData scored(ExampleSet set, int shares, int batchSize) {
    return cut(
        set,
        ChunkLayout.of(
            set.count(),
            Math.min(shares, set.count()),
            batchSize,
            data.shape().bytes(),
            Plan.CHUNK_BYTES));
  }

  private ChunkedData cut(ExampleSet set, ChunkLayout layout) {
    return first(set, layout, layout.totalChunks());
  }

  /** The first chunks of a set; they are cut from a shuffled order, and so a sample. */
  public ChunkedData first(ExampleSet set, ChunkLayout layout, int chunks) {
    ChunkSource source = set.chunks(spark, layout);
    sources.add(source);
    RDD<Chunk> cut =
        new ChunkRdd(spark.sc(), () -> source.loaders().stream().limit(chunks).toList())
            .persist(level);
    cuts.add(cut);
    return new ChunkedData(cut, layout, data.shape(), data.normalization(), data.augmentations());
  }

  @Override
  public void close() {
    if (!spark.sc().isStopped()) {
      // The runs of an experiment share the cluster's memory.
      cuts.forEach(cut -> cut.unpersist(false));
    }
    sources.forEach(ChunkSource::close);
  }
}
