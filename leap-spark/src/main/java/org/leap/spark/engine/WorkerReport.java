package org.leap.spark.engine;

import java.io.Serializable;
import org.leap.spark.gpu.TaskDevice;

/**
 * A worker's report of its round: examples, loss and times, but not its state. A class and not a
 * record, as everything that tasks send: Kryo as Spark has it cannot read records.
 */
final class WorkerReport implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Examples it trained on; 0 when it had nothing to train. */
  final int examples;

  /** Sum over examples of the mean loss of their minibatch. */
  final double lossSum;

  /** Null, or what went wrong. */
  final String divergence;

  final long loadNanos;
  final long computeNanos;

  /** Spent on the perturbation; part of the computing time. */
  final long perturbNanos;

  /** The {@link Fingerprint} of the process it trained in. */
  final String fingerprint = Fingerprint.ofThisProcess();

  /** Host and address of the GPU it trained on, empty on a CPU. */
  final String device;

  private WorkerReport(
      int examples,
      double lossSum,
      String divergence,
      long loadNanos,
      long computeNanos,
      long perturbNanos) {
    this.examples = examples;
    this.lossSum = lossSum;
    this.divergence = divergence;
    this.loadNanos = loadNanos;
    this.computeNanos = computeNanos;
    this.perturbNanos = perturbNanos;
    this.device = examples == 0 ? "" : TaskDevice.bind();
  }

  static WorkerReport trained(
      int examples, double lossSum, long loadNanos, long computeNanos, long perturbNanos) {
    return new WorkerReport(examples, lossSum, null, loadNanos, computeNanos, perturbNanos);
  }

  /** The report of a worker that had nothing to train. */
  static WorkerReport idle() {
    return new WorkerReport(0, 0, null, 0, 0, 0);
  }

  /** A value and not an exception, which Spark would retry. */
  static WorkerReport diverged(String what) {
    return new WorkerReport(0, Double.NaN, what, 0, 0, 0);
  }
}
