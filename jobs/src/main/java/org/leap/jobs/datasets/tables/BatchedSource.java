package org.leap.jobs.datasets.tables;

import org.apache.spark.api.java.JavaRDD;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;

/** A source that Spark reads: its partitions serve the driver alone, and tasks get their rows. */
public interface BatchedSource extends Source {
  /**
   * The records of a subset, some at a time in their order, in as many partitions as {@link
   * #partitions} has, for the task that computes them.
   */
  JavaRDD<Source.Partition> batches(Subset subset);
}
