package org.leap.jobs.run;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.data.BadDataException;
import org.leap.jobs.data.Subset;
import org.leap.jobs.dataset.DataSet;
import org.leap.jobs.dataset.DataSets;
import org.leap.jobs.dataset.ExampleSet;
import org.leap.spark.data.ChunkLayout;
import org.leap.spark.data.ChunkRdd;
import org.leap.spark.data.ChunkSource;
import org.leap.spark.data.ChunkedData;
import org.leap.spark.data.ExampleShape;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sets of a data configuration, cut into chunks for a network that is not trained on them. */
final class EvaluationSets implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EvaluationSets.class);

  /** Large enough to be fast. Bounds memory, and changes results in their last bits only. */
  private static final int BATCH_SIZE = 128;

  /** At least as many chunks, and a fixed number, so that results depend on no cluster. */
  private static final int SHARES = 16;

  private final JavaSparkContext spark;
  private final DataSet data;
  private final List<ChunkSource> sources = new ArrayList<>();

  private EvaluationSets(JavaSparkContext spark, DataSet data) {
    this.spark = spark;
    this.data = data;
  }

  static EvaluationSets open(JavaSparkContext spark, DataConfig config) {
    DataSet data = DataSets.open(config, spark.hadoopConfiguration());
    if (data.badRecords() > 0) {
      LOG.warn("{} records cannot be used and were skipped", data.badRecords());
    }
    return new EvaluationSets(spark, data);
  }

  /** What the network sees of an example. */
  ExampleShape shape() {
    return data.inputShape();
  }

  /**
   * @throws BadDataException if there is no such set
   */
  ChunkedData set(Subset subset) {
    ExampleSet examples =
        switch (subset) {
          case TRAIN -> data.train();
          case TEST -> data.test();
          case VALIDATION ->
              data.validation()
                  .orElseThrow(
                      () ->
                          new BadDataException(
                              "data", "has no validation set; add validation, or choose another"));
        };
    int shares = Math.min(SHARES, examples.count());
    ChunkLayout layout =
        ChunkLayout.of(
            examples.count(), shares, BATCH_SIZE, data.shape().bytes(), RunPlan.CHUNK_BYTES);
    ChunkSource source = examples.chunks(spark, layout);
    sources.add(source);
    return new ChunkedData(
        new ChunkRdd(spark.sc(), source).persist(StorageLevel.MEMORY_AND_DISK()),
        layout,
        data.shape(),
        data.normalization(),
        data.augmentations());
  }

  @Override
  public void close() {
    sources.forEach(ChunkSource::close);
  }
}
