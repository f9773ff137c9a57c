package org.leap.jobs.bench;

import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** What Spark takes for tasks, beside running them. Heard a little later than it happens. */
final class TaskTimes extends SparkListener {
  private long tasks;
  private long startMs;
  private long resultMs;
  private long delayMs;

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    TaskMetrics metrics = end.taskMetrics();
    if (metrics == null || !end.taskInfo().successful()) {
      return;
    }
    long start = metrics.executorDeserializeTime();
    long result = metrics.resultSerializationTime();
    tasks++;
    startMs += start;
    resultMs += result;
    delayMs += Math.max(0, end.taskInfo().duration() - metrics.executorRunTime() - start - result);
  }

  synchronized void reset() {
    tasks = startMs = resultMs = delayMs = 0;
  }

  synchronized ScalingRow.Tasks means() {
    double count = Math.max(1, tasks);
    return new ScalingRow.Tasks(startMs / count, resultMs / count, delayMs / count);
  }
}
