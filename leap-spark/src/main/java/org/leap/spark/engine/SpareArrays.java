package org.leap.spark.engine;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Arrays of states that were averaged, for those of the next round. New ones of the same size are
 * memory that the process has not touched yet until its heap has grown to its bound, and then work
 * for the collector; both take longer than the averaging.
 */
final class SpareArrays {
  private final Map<Integer, Queue<float[]>> byLength = new ConcurrentHashMap<>();

  /** One with anything in it, which is the caller's. */
  float[] take(int length) {
    Queue<float[]> spare = byLength.get(length);
    float[] one = spare == null ? null : spare.poll();
    return one == null ? new float[length] : one;
  }

  /** Takes the arrays of states that nobody reads any more; null for states that there are not. */
  void giveBack(List<NetworkState> states) {
    for (NetworkState state : states) {
      if (state != null) {
        giveBack(state.parameters());
        giveBack(state.optimizerState());
      }
    }
  }

  private void giveBack(float[] array) {
    if (array.length == 0) {
      return;
    }
    byLength.computeIfAbsent(array.length, n -> new ConcurrentLinkedQueue<>()).add(array);
  }
}
