package org.leap.spark.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ReductionChoiceTest {
  private static boolean slicedIsFaster(int workers, long bytes, int executors) {
    return ReductionChoice.segmentedSeconds(workers, bytes, executors)
        < ReductionChoice.directSeconds(workers, bytes);
  }

  @Test
  void fewWorkersAndSmallNetworksGoDirectly() {
    assertTrue(!slicedIsFaster(2, 7_200_000, 2));
    assertTrue(!slicedIsFaster(8, 1_700_000, 4));
  }

  @Test
  void manyWorkersAndLargeNetworksAreSliced() {
    assertTrue(slicedIsFaster(64, 400_000_000, 16));
    assertTrue(slicedIsFaster(16, 100_000_000, 8));
  }
}
