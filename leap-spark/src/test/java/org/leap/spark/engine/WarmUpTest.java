package org.leap.spark.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class WarmUpTest {
  @Test
  void aTinyNetworkIsTrainedAndForgotten() {
    int idle = ReplicaPool.idle();
    assertTrue(Double.isFinite(WarmUp.train()));
    WarmUp.ofThisProcess();
    assertEquals(idle, ReplicaPool.idle());
  }
}
