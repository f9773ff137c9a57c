package org.leap.spark.data;

import java.io.Serializable;

/**
 * Cuts n examples, taken in a seeded global order, into the chunks of W logical workers. Worker w
 * owns the places {@code [w n / W, (w + 1) n / W)} of that order, so that shares differ by at most
 * one example. Its chunks are whole numbers of minibatches (only its last chunk may end in a short
 * one), as many as fit into the target size. Depends on nothing of the cluster.
 *
 * @param roundsSpanEpochs whether a round goes on in the next epoch; every epoch is then one step
 * @param ordered whether every epoch goes through the examples in the global order itself, and not
 *     in an order of its own
 */
public record ChunkLayout(
    int examples,
    int workers,
    int batchSize,
    int chunkExamples,
    boolean roundsSpanEpochs,
    boolean ordered)
    implements Serializable {

  public ChunkLayout {
    if (workers < 1 || batchSize < 1 || chunkExamples < 1 || chunkExamples % batchSize != 0) {
      throw new IllegalArgumentException(
          "Invalid layout: %s workers, batch size %s, %s examples a chunk"
              .formatted(workers, batchSize, chunkExamples));
    }
    if (workers > examples) {
      throw new IllegalArgumentException(
          "%s logical workers for %s training examples: each needs at least one; lower training.workers"
              .formatted(workers, examples));
    }
    if (roundsSpanEpochs && (examples - 1) / workers >= batchSize) {
      throw new IllegalArgumentException(
          "%s examples of %s workers are more than one minibatch of %s each"
              .formatted(examples, workers, batchSize));
    }
  }

  /** The layout whose rounds end with the epoch, and whose epochs have an order of their own. */
  public ChunkLayout(int examples, int workers, int batchSize, int chunkExamples) {
    this(examples, workers, batchSize, chunkExamples, false, false);
  }

  /**
   * The layout whose chunks hold at most {@code targetBytes} of features, and at least one
   * minibatch.
   */
  public static ChunkLayout of(
      int examples, int workers, int batchSize, int exampleBytes, long targetBytes) {
    long batchBytes = (long) exampleBytes * batchSize;
    int batches =
        (int) Math.max(1, Math.min(targetBytes / batchBytes, Integer.MAX_VALUE / batchSize));
    return new ChunkLayout(examples, workers, batchSize, Math.multiplyExact(batches, batchSize));
  }

  /** The same, gone through in the global order in every epoch. */
  public ChunkLayout inOrder() {
    return new ChunkLayout(examples, workers, batchSize, chunkExamples, roundsSpanEpochs, true);
  }

  /** The same, with rounds that go on in the next epoch; every epoch must be one step. */
  public ChunkLayout overEpochs() {
    return new ChunkLayout(examples, workers, batchSize, chunkExamples, true, ordered);
  }

  /** First place of a worker in the global order; {@code firstPlace(workers)} is their end. */
  int firstPlace(int worker) {
    return (int) ((long) examples * worker / workers);
  }

  /** First place of a chunk in the global order. */
  public int firstPlace(int worker, int chunk) {
    return firstPlace(worker) + chunk * chunkExamples;
  }

  /** Examples of a worker. */
  public int examples(int worker) {
    return firstPlace(worker + 1) - firstPlace(worker);
  }

  /** Chunks of a worker. */
  public int chunks(int worker) {
    return ceilDiv(examples(worker), chunkExamples);
  }

  /** Examples in one chunk. */
  public int chunkLength(int worker, int chunk) {
    return Math.min(chunkExamples, examples(worker) - chunk * chunkExamples);
  }

  /** Minibatches of a worker in one epoch: its number of local steps. */
  public int batches(int worker) {
    return ceilDiv(examples(worker), batchSize);
  }

  /** Local steps in one epoch: the largest number of minibatches of any worker. */
  public int stepsPerEpoch() {
    int most = 0;
    for (int w = 0; w < workers; w++) {
      most = Math.max(most, batches(w));
    }
    return most;
  }

  /** Chunks of all workers together. */
  public int totalChunks() {
    return chunkIndex(workers, 0);
  }

  /** Position of a chunk when all are numbered worker by worker. */
  public int chunkIndex(int worker, int chunk) {
    int before = 0;
    for (int w = 0; w < worker; w++) {
      before += chunks(w);
    }
    return before + chunk;
  }

  static int ceilDiv(int a, int b) {
    return (int) (((long) a + b - 1) / b);
  }
}
