package org.leap.spark.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpareArraysTest {
  @Test
  void anArrayIsLentOnceForEveryTimeItIsGivenBack() {
    SpareArrays spare = new SpareArrays();
    NetworkState state = new NetworkState(spare.take(3), spare.take(2));
    List<NetworkState> averaged = new ArrayList<>();
    averaged.add(state);
    averaged.add(null); // of a worker that had nothing to train
    spare.giveBack(averaged);
    assertSame(state.parameters(), spare.take(3));
    assertNotSame(state.parameters(), spare.take(3));
    assertSame(state.optimizerState(), spare.take(2));
    assertEquals(4, spare.take(4).length);
  }
}
