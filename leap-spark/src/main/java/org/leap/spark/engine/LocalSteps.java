package org.leap.spark.engine;

import java.util.function.Consumer;
import org.leap.spark.data.Minibatches.Minibatch;

/** Trains minibatches one after the other until one diverges. */
final class LocalSteps implements Consumer<Minibatch> {
  private final Replica replica;
  private int step;
  private int examples;
  private double lossSum;
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
    double loss = replica.fit(minibatch.features(), minibatch.labels());
    if (!Double.isFinite(loss)) {
      divergence = "loss " + loss + " at step " + step;
    }
    step++;
    examples += minibatch.examples();
    lossSum += loss * minibatch.examples();
  }

  WorkerResult result() {
    if (divergence != null) {
      return WorkerResult.diverged(divergence);
    }
    NetworkState state = replica.state();
    int bad = firstNonFinite(state.parameters());
    return bad >= 0
        ? WorkerResult.diverged(
            "parameter %d is %s after step %d".formatted(bad, state.parameters()[bad], step - 1))
        : new WorkerResult(state, examples, lossSum, null);
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
