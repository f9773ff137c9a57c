package org.leap.jobs.bench;

import java.util.List;
import org.nd4j.linalg.dataset.DataSet;

/** Hands out minibatches one after the other, over and over. */
final class MinibatchCycle {
  private final List<DataSet> minibatches;
  private int next;

  MinibatchCycle(List<DataSet> minibatches) {
    this.minibatches = minibatches;
  }

  DataSet get() {
    DataSet minibatch = minibatches.get(next);
    next = (next + 1) % minibatches.size();
    return minibatch;
  }
}
