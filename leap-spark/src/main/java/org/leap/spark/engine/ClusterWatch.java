package org.leap.spark.engine;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;

/**
 * Gives a job up when the cluster has had no executor for some time since it began: Spark itself
 * would wait for one for ever.
 */
final class ClusterWatch implements AutoCloseable {
  /** Spark setting: how long a job waits for an executor. */
  static final String PATIENCE = "spark.leap.executorTimeout";

  private static final String DEFAULT_PATIENCE = "300s";
  private static final long PERIOD_MS = 1000;
  private static final ScheduledExecutorService CLOCK =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "leap-cluster-watch");
            thread.setDaemon(true);
            return thread;
          });

  private final SparkContext spark;
  private final Runnable end;
  private final Duration patience;
  private final Future<?> looking;
  private long seen = System.nanoTime();
  private volatile boolean lost;

  /**
   * @param patience see {@link #patience}
   * @param end ends the job
   */
  ClusterWatch(SparkContext spark, Duration patience, Runnable end) {
    this.spark = spark;
    this.patience = patience;
    this.end = end;
    // In one process the driver is the executor.
    this.looking =
        spark.isLocal()
            ? null
            : CLOCK.scheduleWithFixedDelay(this::look, PERIOD_MS, PERIOD_MS, TimeUnit.MILLISECONDS);
  }

  /** What is configured; Spark copies its whole configuration to tell it. */
  static Duration patience(SparkContext spark) {
    return Duration.ofSeconds(spark.getConf().getTimeAsSeconds(PATIENCE, DEFAULT_PATIENCE));
  }

  private void look() {
    // The driver is always in the list.
    if (spark.statusTracker().getExecutorInfos().length > 1) {
      seen = System.nanoTime();
    } else if (System.nanoTime() - seen > patience.toNanos()) {
      lost = true;
      end.run();
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
    if (looking != null) {
      looking.cancel(false);
    }
  }
}
