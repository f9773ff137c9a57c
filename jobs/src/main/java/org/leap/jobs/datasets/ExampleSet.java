package org.leap.jobs.datasets;

import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.leap.spark.data.ChunkLayout;
import org.leap.spark.data.ChunkSource;

/** Examples in the order of their places, to be cut into chunks. */
public interface ExampleSet {
  /** Number of examples. */
  int count();

  /**
   * How many examples there are of every class, {@code [classes]}; none where labels are numbers.
   */
  long[] perClass();

  /** Where each of them stands in its file, if that was asked for and is known. */
  default Optional<Positions> positions() {
    return Optional.empty();
  }

  /** The chunks of a layout of {@link #count} examples. */
  ChunkSource chunks(JavaSparkContext spark, ChunkLayout layout);
}
