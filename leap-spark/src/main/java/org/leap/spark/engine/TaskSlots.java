package org.leap.spark.engine;

import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;

/**
 * Tasks that run side by side: cores over {@code spark.task.cpus}. {@code
 * spark.default.parallelism}, which Spark itself takes for cores, is a wish about partitions.
 */
public final class TaskSlots {
  private TaskSlots() {}

  /** Of all executors that are there now, at least 1. */
  public static int of(SparkContext spark) {
    return Math.max(
        1, spark.maxNumConcurrentTasks(spark.resourceProfileManager().defaultResourceProfile()));
  }

  /** Of one process. */
  static int ofOneProcess(SparkContext spark) {
    if (spark.isLocal()) {
      return of(spark);
    }
    SparkConf conf = spark.getConf();
    if (conf.contains("spark.executor.cores")) {
      return Math.max(
          1, conf.getInt("spark.executor.cores", 1) / conf.getInt("spark.task.cpus", 1));
    }
    // A standalone cluster's executors have all cores of their machines. The driver is in the list.
    int executors = Math.max(1, spark.statusTracker().getExecutorInfos().length - 1);
    return (of(spark) + executors - 1) / executors;
  }
}
