package org.leap.jobs.bench;

import java.util.List;

/**
 * What is measured with how many workers.
 *
 * @param workers logical workers, each on an executor of its own
 * @param averagingFrequency local steps between two averages
 * @param batchSize examples of a step
 * @param rounds that are timed
 * @param memory whether to look at the memory of all processes while the rounds go on
 */
public record ScalingSetting(
    List<Integer> workers, int averagingFrequency, int batchSize, int rounds, boolean memory) {
  public ScalingSetting {
    workers = List.copyOf(workers);
  }

  Load load(int workers) {
    return new Load(
        BenchModel.MLP,
        workers,
        averagingFrequency,
        batchSize,
        averagingFrequency * timedAndWarmUp());
  }

  /** As many untimed rounds as a quarter of the timed: executors compile what they run. */
  int timedAndWarmUp() {
    return rounds + rounds / 4;
  }
}
