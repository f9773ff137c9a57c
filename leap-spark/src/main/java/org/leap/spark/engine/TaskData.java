package org.leap.spark.engine;

import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.leap.spark.data.Augmentations;
import org.leap.spark.data.ChunkedData;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.Minibatches;
import org.leap.spark.data.Normalization;

/**
 * What a task must know of a data set to make minibatches of its chunks.
 *
 * @param busy processors that the slots of one process keep busy
 */
record TaskData(
    ExampleShape shape,
    Augmentations augmentations,
    Normalization normalization,
    int batchSize,
    int busy)
    implements Serializable {

  /** With so many threads of a worker. */
  static TaskData of(ChunkedData data, int threads) {
    SparkContext spark = data.chunks().context();
    return new TaskData(
        data.shape(),
        data.augmentations(),
        data.normalization(),
        data.layout().batchSize(),
        TaskSlots.ofOneProcess(spark) * threads);
  }

  /**
   * Made ahead by a thread of their own where a processor would be idle otherwise; null for chunks
   * that are minibatches already.
   */
  Minibatches minibatches(boolean flat) {
    if (shape == null) {
      return null;
    }
    boolean spare = Runtime.getRuntime().availableProcessors() > busy;
    return new Minibatches(shape, augmentations, normalization, flat, batchSize, spare);
  }
}
