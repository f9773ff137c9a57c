package org.leap.spark.engine;

import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;

/**
 * Gives a run up when its cluster has had no executor for some time: Spark itself would wait for
 * one for ever.
 */
final class ClusterWatch implements AutoCloseable {
  /** Spark setting: how long a run waits for an executor. */
  static final String PATIENCE = "spark.leap.executorTimeout";

  private static final String DEFAULT_PATIENCE = "300s";
  private static final long PERIOD_MS = 1000;

  private final SparkContext spark;
  private final Duration patience;
  private final Timer timer = new Timer("leap-cluster-watch", true);
  private long seen = System.nanoTime();
  private volatile boolean lost;

  ClusterWatch(SparkContext spark) {
    this.spark = spark;
    this.patience =
        Duration.ofSeconds(spark.getConf().getTimeAsSeconds(PATIENCE, DEFAULT_PATIENCE));
    if (!spark.isLocal()) {
      TimerTask look =
          new TimerTask() {
            @Override
            public void run() {
              look();
            }
          };
      timer.schedule(look, PERIOD_MS, PERIOD_MS);
    }
  }

  private void look() {
    // The driver is always in the list.
    if (spark.statusTracker().getExecutorInfos().length > 1) {
      seen = System.nanoTime();
    } else if (System.nanoTime() - seen > patience.toNanos()) {
      lost = true;
      spark.cancelAllJobs();
    }
  }

  /** Does the work under watch; a LostClusterException says if the watch ended its jobs. */
  <T> T guard(Supplier<T> work) {
    try {
      return work.get();
    } catch (Exception e) {
      if (lost) {
        throw new LostClusterException(patience, e);
      }
      throw e;
    }
  }

  @Override
  public void close() {
    timer.cancel();
  }
}
