package org.leap.spark.engine;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkException;

/**
 * The Spark jobs of one piece of work, which any thread can end at once, and which are given up
 * when the cluster is lost. They are told by tags: the job group of whoever calls stays as it is.
 */
public final class JobGroup {
  private static final long AGAIN_MS = 100;
  private static final String DESCRIPTION = "spark.job.description";

  private final SparkContext spark;
  private final Duration patience;
  private final String id = "leap-" + UUID.randomUUID();
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger running = new AtomicInteger();
  private volatile boolean interrupted;

  /** A group without jobs. */
  public JobGroup(SparkContext spark) {
    this.spark = spark;
    this.patience = ClusterWatch.patience(spark);
  }

  /**
   * Does what runs Spark jobs. Whatever it ends with, none of them goes on.
   *
   * @throws InterruptedRunException after {@link #interrupt}
   * @throws LostClusterException when the cluster has had no executor for too long
   */
  public <T> T run(String description, Supplier<T> jobs) {
    running.incrementAndGet();
    String call = id + "-" + calls.incrementAndGet();
    String before = spark.getLocalProperty(DESCRIPTION);
    spark.addJobTag(id);
    spark.addJobTag(call);
    spark.setJobDescription(description);
    boolean done = false;
    try (ClusterWatch watch = new ClusterWatch(spark, patience, () -> cancel(call))) {
      if (interrupted) {
        throw new InterruptedRunException();
      }
      T result = watch.guard(jobs);
      done = true;
      return result;
    } catch (Exception e) {
      // Spark's exceptions are checked, but Scala does not say so.
      if (interrupted && e instanceof SparkException) {
        throw new InterruptedRunException();
      }
      throw e;
    } finally {
      if (!done) {
        cancel(call);
      }
      spark.removeJobTag(call);
      spark.removeJobTag(id);
      spark.setJobDescription(before);
      running.decrementAndGet();
    }
  }

  private void cancel(String tag) {
    if (!spark.isStopped()) {
      spark.cancelJobsWithTag(tag);
    }
  }

  /** Ends the job that runs, and lets no other begin. */
  public void interrupt() {
    interrupted = true;
    cancel(id);
    Thread again = new Thread(this::cancelWhatHasJustBegun, "leap-interrupt");
    again.setDaemon(true);
    again.start();
  }

  /** Spark cancels what it knows of: a job handed in at the moment of the interruption is not. */
  private void cancelWhatHasJustBegun() {
    try {
      while (running.get() > 0) {
        Thread.sleep(AGAIN_MS);
        cancel(id);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
