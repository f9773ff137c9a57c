package org.leap.spark.engine;

import java.io.Serializable;
import org.leap.spark.data.ChunkedData;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.Minibatches;
import org.leap.spark.data.Normalization;

/** What a task must know of a data set to make minibatches of its chunks. */
record TaskData(ExampleShape shape, Normalization normalization, int batchSize)
    implements Serializable {

  static TaskData of(ChunkedData data) {
    return new TaskData(data.shape(), data.normalization(), data.layout().batchSize());
  }

  /** Null for chunks that are minibatches already. */
  Minibatches minibatches(boolean flat) {
    if (shape == null) {
      return null;
    }
    return new Minibatches(shape, normalization, flat, batchSize);
  }
}
