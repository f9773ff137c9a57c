package org.leap.spark.engine;

import org.apache.spark.SparkContext;
import org.slf4j.MDC;

/**
 * What every log line of a run may show: {@code %X{mdc.run}}, {@code %X{mdc.round}} and, in a
 * worker's task, {@code %X{mdc.worker}}. Spark carries what begins with {@code mdc.} from the
 * thread that starts a job to its tasks.
 */
public final class LogContext {
  private static final String RUN = "mdc.run";
  private static final String ROUND = "mdc.round";
  private static final String WORKER = "mdc.worker";

  private LogContext() {}

  /** Marks the log lines of the calling thread with this run. */
  public static void run(SparkContext spark, String name) {
    put(spark, RUN, name);
  }

  /**
   * Marks the log lines of the calling thread with this round.
   *
   * @param number from 1
   */
  public static void round(SparkContext spark, int number) {
    put(spark, ROUND, Integer.toString(number));
  }

  /**
   * Marks the log lines of the running task with its logical worker. Spark clears it before the
   * thread's next task.
   */
  public static void worker(int worker) {
    MDC.put(WORKER, Integer.toString(worker));
  }

  /** Removes the marks of run and round. */
  public static void clear(SparkContext spark) {
    put(spark, RUN, null);
    put(spark, ROUND, null);
  }

  private static void put(SparkContext spark, String key, String value) {
    spark.setLocalProperty(key, value);
    if (value == null) {
      MDC.remove(key);
    } else {
      MDC.put(key, value);
    }
  }
}
