package org.leap.spark.monitoring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.TaskInfo;
import org.apache.spark.scheduler.TaskLocality;
import org.junit.jupiter.api.Test;

class TaskTroubleTest {
  private final LeapPlugin.TaskTrouble trouble = new LeapPlugin.TaskTrouble();

  private void start(int attempt, boolean speculative) {
    trouble.onTaskStart(
        new SparkListenerTaskStart(
            0,
            0,
            new TaskInfo(
                1, 0, attempt, 0, 0L, "1", "host", TaskLocality.PROCESS_LOCAL(), speculative)));
  }

  @Test
  void repeatedTasksCountAndSpeculativeOnesDoNot() {
    start(0, false);
    start(1, false);
    start(2, false);
    start(1, true);
    assertEquals(2, trouble.retries.get());
  }

  @Test
  void lostExecutorsCount() {
    trouble.onExecutorRemoved(new SparkListenerExecutorRemoved(0, "1", "killed"));
    assertEquals(1, trouble.lostExecutors.get());
  }
}
