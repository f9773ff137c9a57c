package org.leap.spark.engine;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkException;

/** The Spark jobs of one piece of work, which any thread can end at once. */
public final class JobGroup {
  private static final long AGAIN_MS = 100;

  private final SparkContext spark;
  private final String id = "leap-" + UUID.randomUUID();
  private final AtomicInteger running = new AtomicInteger();
  private volatile boolean interrupted;

  /** A group without jobs. */
  public JobGroup(SparkContext spark) {
    this.spark = spark;
  }

  /** Does what runs Spark jobs; an InterruptedRunException after {@link #interrupt}. */
  <T> T run(String description, Supplier<T> jobs) {
    running.incrementAndGet();
    spark.setJobGroup(id, description, false);
    try {
      if (interrupted) {
        throw new InterruptedRunException();
      }
      return jobs.get();
    } catch (Exception e) {
      // Spark's exceptions are checked, but Scala does not say so.
      if (interrupted && e instanceof SparkException) {
        throw new InterruptedRunException();
      }
      throw e;
    } finally {
      spark.clearJobGroup();
      running.decrementAndGet();
    }
  }

  /** Ends the job that runs, and lets no other begin. */
  public void interrupt() {
    interrupted = true;
    spark.cancelJobGroup(id);
    Thread again = new Thread(this::cancelWhatHasJustBegun, "leap-interrupt");
    again.setDaemon(true);
    again.start();
  }

  /** Spark cancels what it knows of: a job handed in at the moment of the interruption is not. */
  private void cancelWhatHasJustBegun() {
    try {
      while (running.get() > 0) {
        Thread.sleep(AGAIN_MS);
        spark.cancelJobGroup(id);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
