package org.leap.spark.engine;

import java.util.List;

/**
 * Where the wall time of a round went, in seconds. Work that the slots share is divided by their
 * number.
 *
 * @param total wall time of the round
 * @param broadcast sharing the starting state with the tasks
 * @param load putting states into replicas and taking them out, and making minibatches
 * @param compute training, without the perturbation
 * @param perturb the perturbation
 * @param reduce averaging
 * @param idle the rest: scheduling, transfer, and slots that wait for the slowest worker
 */
public record RoundTiming(
    double total,
    double broadcast,
    double load,
    double compute,
    double perturb,
    double reduce,
    double idle) {
  public static final RoundTiming ZERO = new RoundTiming(0, 0, 0, 0, 0, 0, 0);

  static RoundTiming of(
      long totalNanos,
      long broadcastNanos,
      long reduceNanos,
      List<WorkerReport> reports,
      int slots) {
    long load = reports.stream().mapToLong(report -> report.loadNanos).sum();
    long steps = reports.stream().mapToLong(report -> report.computeNanos).sum();
    // Estimated where one pass does all: in the first steps of a process more than they take.
    long perturb = Math.min(steps, reports.stream().mapToLong(report -> report.perturbNanos).sum());
    long compute = steps - perturb;
    double share = 1e-9 / slots;
    double total = totalNanos * 1e-9;
    double known = (broadcastNanos + reduceNanos) * 1e-9 + (load + compute + perturb) * share;
    return new RoundTiming(
        total,
        broadcastNanos * 1e-9,
        load * share,
        compute * share,
        perturb * share,
        reduceNanos * 1e-9,
        Math.max(0, total - known));
  }

  /** The sum of two timings, part by part. */
  public RoundTiming plus(RoundTiming other) {
    return new RoundTiming(
        total + other.total,
        broadcast + other.broadcast,
        load + other.load,
        compute + other.compute,
        perturb + other.perturb,
        reduce + other.reduce,
        idle + other.idle);
  }
}
