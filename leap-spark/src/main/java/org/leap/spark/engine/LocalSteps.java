package org.leap.spark.engine;

import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.IntFunction;
import org.leap.core.Leap;
import org.leap.spark.data.Minibatches.Minibatch;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** Trains minibatches one after the other until one diverges. */
final class LocalSteps implements Consumer<Minibatch> {
  private final Replica replica;
  private final int epoch;
  private final double labelSmoothing;
  private int step;
  private int examples;
  private double lossSum;
  private long computeNanos;
  private String divergence;

  LocalSteps(Replica replica, int firstStep, int epoch, double labelSmoothing) {
    this.replica = replica;
    this.step = firstStep;
    this.epoch = epoch;
    this.labelSmoothing = labelSmoothing;
    // What an earlier round of this replica left.
    Leap.takePerturbNanos(replica.network());
  }

  @Override
  public void accept(Minibatch minibatch) {
    train(
        minibatch.examples(),
        () -> {
          INDArray labels = minibatch.labels();
          if (labelSmoothing > 0) {
            // The minibatch's own array, which nobody reads after this.
            labels.muli(1 - labelSmoothing).addi(labelSmoothing / labels.size(1));
          }
          return replica.view().fit(minibatch.features(), labels);
        });
  }

  /** Trains a minibatch of any shape, with masks or without. */
  void accept(MultiDataSet minibatch) {
    train((int) minibatch.getFeatures(0).size(0), () -> replica.view().fit(minibatch));
  }

  private void train(int trained, DoubleSupplier fit) {
    if (divergence != null) {
      return;
    }
    long begin = System.nanoTime();
    double loss = fit.getAsDouble();
    computeNanos += System.nanoTime() - begin;
    if (!Double.isFinite(loss)) {
      divergence = "the loss is %s at step %s, %s".formatted(loss, step, where(step));
    }
    step++;
    examples += trained;
    lossSum += loss * trained;
  }

  /**
   * Since the task began, all that was not computing counts as loading.
   *
   * @param arrays gives the arrays of its state
   */
  WorkerTask.Result result(long begin, IntFunction<float[]> arrays) {
    if (divergence != null) {
      return new WorkerTask.Result(WorkerReport.diverged(divergence), null);
    }
    NetworkState state = replica.state(arrays);
    int lastStep = step - 1;
    if (!FlatVector.isFinite(state.parameters()) || !FlatVector.isFinite(state.optimizerState())) {
      String what =
          "parameters or optimizer state are not finite after step %s, %s"
              .formatted(lastStep, where(lastStep));
      return new WorkerTask.Result(WorkerReport.diverged(what), null);
    }
    long loadNanos = System.nanoTime() - begin - computeNanos;
    long perturbNanos = Leap.takePerturbNanos(replica.network());
    return new WorkerTask.Result(
        WorkerReport.trained(examples, lossSum, loadNanos, computeNanos, perturbNanos), state);
  }

  /** The learning rate, and the first layer that has a bad parameter, if one has. */
  private String where(int atStep) {
    int bad = FlatVector.firstNonFinite(replica.state().parameters());
    String rate = "learning rate %s".formatted(replica.learningRate(atStep, epoch));
    return bad < 0 ? rate : "layer %s, %s".formatted(replica.layerOf(bad), rate);
  }
}
