package org.leap.spark.engine;

import java.util.function.Consumer;
import org.leap.spark.data.Minibatches.Minibatch;

/** Trains minibatches one after the other until one diverges. */
final class LocalSteps implements Consumer<Minibatch> {
  private final Replica replica;
  private int step;
  private int examples;
  private double lossSum;
  private long computeNanos;
  private String divergence;

  LocalSteps(Replica replica, int firstStep) {
    this.replica = replica;
    this.step = firstStep;
  }

  @Override
  public void accept(Minibatch minibatch) {
    if (divergence != null) {
      return;
    }
    long begin = System.nanoTime();
    double loss = replica.fit(minibatch.features(), minibatch.labels());
    computeNanos += System.nanoTime() - begin;
    if (!Double.isFinite(loss)) {
      divergence = "the loss is %s at step %d".formatted(loss, step);
    }
    step++;
    examples += minibatch.examples();
    lossSum += loss * minibatch.examples();
  }

  /**
   * @param begin when the task began: what is not computing counts as loading
   */
  WorkerResult result(long begin) {
    if (divergence != null) {
      return new WorkerResult(WorkerReport.diverged(divergence), null);
    }
    NetworkState state = replica.state();
    int bad = firstNonFinite(state.parameters());
    if (bad >= 0) {
      String what =
          "parameter %d (layer %s) is %s after step %d"
              .formatted(bad, replica.layerOf(bad), state.parameters()[bad], step - 1);
      return new WorkerResult(WorkerReport.diverged(what), null);
    }
    long loadNanos = System.nanoTime() - begin - computeNanos;
    return new WorkerResult(
        WorkerReport.trained(examples, lossSum, loadNanos, computeNanos), state);
  }

  private static int firstNonFinite(float[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        return i;
      }
    }
    return -1;
  }
}
