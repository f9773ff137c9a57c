package org.leap.jobs.bench;

/**
 * What an engine that averages is given to do in a turn.
 *
 * @param model the network
 * @param workers logical workers
 * @param averagingFrequency local steps between two averages
 * @param batchSize examples of a step
 * @param steps of each worker
 */
public record Load(
    BenchModel model, int workers, int averagingFrequency, int batchSize, int steps) {
  /** As many as the MNIST family trains on. DL4J's rounds cost more the more examples it has. */
  private static final int EPOCH = 60_000;

  /** DL4J's own layers take a quarter of an hour for a whole one of images. */
  private static final int EPOCH_OF_IMAGES = 12_000;

  /** An epoch of the usual length, with the batch size of the network. */
  public static Load ofEpoch(BenchModel model, int workers, int averagingFrequency) {
    int examples = model.flatInput() ? EPOCH : EPOCH_OF_IMAGES;
    return ofExamples(examples, model, workers, averagingFrequency);
  }

  /**
   * An epoch of another length, at least one step of each worker.
   *
   * @param examples of all workers
   */
  public static Load ofExamples(
      int examples, BenchModel model, int workers, int averagingFrequency) {
    int batchSize = model.batchSize();
    return new Load(
        model,
        workers,
        averagingFrequency,
        batchSize,
        Math.max(1, examples / (workers * batchSize)));
  }

  /** The same for as many steps as so many rounds have. */
  Load ofRounds(int rounds) {
    return new Load(model, workers, averagingFrequency, batchSize, rounds * averagingFrequency);
  }

  /** Of an epoch, that all workers train. */
  public int examples() {
    return workers * batchSize * steps;
  }

  int rounds() {
    return (steps + averagingFrequency - 1) / averagingFrequency;
  }

  /** Minibatches of all workers in as many whole rounds as the steps need, and some more. */
  int minibatches(int moreRounds) {
    return workers * averagingFrequency * (rounds() + moreRounds);
  }
}
