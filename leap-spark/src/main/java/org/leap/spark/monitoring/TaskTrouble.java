package org.leap.spark.monitoring;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/** Counts tasks that Spark repeated and executors that it lost. */
final class TaskTrouble extends SparkListener {
  private final AtomicLong retries = new AtomicLong();
  private final AtomicLong lostExecutors = new AtomicLong();

  long retries() {
    return retries.get();
  }

  long lostExecutors() {
    return lostExecutors.get();
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart start) {
    if (start.taskInfo().attemptNumber() > 0 && !start.taskInfo().speculative()) {
      retries.incrementAndGet();
    }
  }

  @Override
  public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
    lostExecutors.incrementAndGet();
  }
}
