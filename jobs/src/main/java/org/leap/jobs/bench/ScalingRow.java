package org.leap.jobs.bench;

import java.util.List;
import org.leap.spark.engine.ReductionChoice;

/**
 * Rounds of so many workers, each on an executor of its own; medians of rounds.
 *
 * @param reduction who averaged
 * @param workers logical workers, executors and cores that Spark counts
 * @param examplesPerSecond from round to round, so that nothing between them is forgotten
 * @param idealExamplesPerSecond of as many replicas as there are workers, or cores if those are
 *     fewer, that train side by side in one process and never average
 * @param shareOfIdeal the one in times of the other
 * @param parts where the time of a round goes
 * @param tasks what Spark takes for a task
 * @param driver what the driver's process reads and writes in a round; null where {@code /proc}
 *     does not say
 * @param memory at equal distances; empty if it was not asked for
 */
public record ScalingRow(
    ReductionChoice reduction,
    int workers,
    double examplesPerSecond,
    double idealExamplesPerSecond,
    double shareOfIdeal,
    Parts parts,
    Tasks tasks,
    Moved driver,
    List<ResidentSample> memory) {

  /**
   * A round in milliseconds.
   *
   * @param round the whole
   * @param training of it, as long as a worker takes
   * @param broadcast the driver sharing the state
   * @param load states into and out of replicas, and making minibatches
   * @param average averaging
   * @param idle the rest: scheduling, transfer, waiting for the slowest
   * @param outside all but training
   */
  public record Parts(
      double round,
      double training,
      double broadcast,
      double load,
      double average,
      double idle,
      double outside) {}

  /**
   * Means over tasks, in milliseconds, as Spark counts them.
   *
   * @param start from its arrival at the executor until it runs: what it is made of is read
   * @param result its result is serialized
   * @param delay the rest of the time between its launch and its end as the driver sees it
   */
  public record Tasks(double start, double result, double delay) {}

  /**
   * Bytes of a round, over all sockets and files.
   *
   * @param received read by the driver's process
   * @param sent written by it
   */
  public record Moved(double received, double sent) {}
}
