package org.leap.spark.data;

import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Makes the minibatches of a slice. Not thread-safe: a replica has its own. */
public final class Minibatches {
  /**
   * One minibatch, valid until the next is made.
   *
   * @param features {@code [b, channels, height, width]}, or {@code [b, size]} for flat networks
   * @param labels {@code [b, classes]}, one-hot; {@code [b, 1]}, scaled, where they are numbers
   */
  public record Minibatch(INDArray features, INDArray labels, int examples) {}

  private static final ExecutorService AHEAD =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "leap-minibatches");
            thread.setDaemon(true);
            return thread;
          });

  private final ExampleShape stored;
  private final ExampleShape shape;
  private final Augmentations augmentations;
  private final boolean flat;
  private final int batchSize;
  private final Normalization normalization;
  private final Normalization.Decoder decoder;
  private final boolean ahead;

  /**
   * Minibatches of augmented examples.
   *
   * @param stored what examples of chunks look like
   * @param ahead whether another thread makes the next minibatch while one is used; the same bits
   *     either way
   */
  public Minibatches(
      ExampleShape stored,
      Augmentations augmentations,
      Normalization normalization,
      boolean flat,
      int batchSize,
      boolean ahead) {
    this.stored = stored;
    this.shape = augmentations.output(stored);
    this.augmentations = augmentations;
    this.flat = flat;
    this.batchSize = batchSize;
    this.normalization = normalization;
    this.decoder = normalization.decoder(shape);
    this.ahead = ahead;
  }

  /** Hands over the minibatches of a slice one by one, in their order. */
  public void forEach(Chunk chunk, Slice slice, Consumer<Minibatch> consumer) {
    int[] order = Placement.permutation(chunk.examples(), slice.shuffleSeed());
    int from = slice.firstBatch() * batchSize;
    Rows rows =
        example ->
            augmentations.train(
                stored,
                chunk.features(),
                example,
                slice.augmentationSeed(),
                (long) slice.firstPlace() + example);
    forEach(chunk, order, from, from + slice.examples(), rows, consumer);
  }

  /** Hands over all examples of a chunk in their stored order. */
  public void forEach(Chunk chunk, Consumer<Minibatch> consumer) {
    int[] order = IntStream.range(0, chunk.examples()).toArray();
    Rows rows = example -> augmentations.evaluate(stored, chunk.features(), example);
    forEach(chunk, order, 0, order.length, rows, consumer);
  }

  /** An example as it is to be decoded, by its row. */
  private interface Rows {
    byte[] image(int example);
  }

  private void forEach(
      Chunk chunk, int[] order, int start, int end, Rows rows, Consumer<Minibatch> consumer) {
    // One that is used, and one that is made meanwhile.
    Queue<Values> spare = new ArrayDeque<>();
    Future<Values> next = null;
    for (int from = start; from < end; from += batchSize) {
      int to = Math.min(end, from + batchSize);
      Values values =
          next == null
              ? values(chunk, order, from, to, rows, room(spare, to - from))
              : result(next);
      if (ahead && to < end) {
        int last = Math.min(end, to + batchSize);
        Values room = room(spare, last - to);
        next = AHEAD.submit(() -> values(chunk, order, to, last, rows, room));
      }
      accept(values, to - from, consumer);
      spare.add(values);
    }
  }

  /** For {@code n} examples; labels are zero. */
  private Values room(Queue<Values> spare, int n) {
    Values used = spare.poll();
    if (used == null || used.labels.length != n * shape.outputs()) {
      return new Values(new float[n * shape.size()], new float[n * shape.outputs()]);
    }
    Arrays.fill(used.labels, 0);
    return used;
  }

  /** A minibatch on the heap. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Values(float[] features, float[] labels) {}

  private Values values(Chunk chunk, int[] order, int from, int to, Rows rows, Values room) {
    int n = to - from;
    float[] features = room.features;
    float[] labels = room.labels;
    boolean asStored = augmentations.steps().isEmpty();
    for (int row = 0; row < n; row++) {
      int example = order[from + row];
      byte[] image = asStored ? chunk.features() : rows.image(example);
      decoder.decode(image, asStored ? example : 0, features, row * shape.size());
      int label = chunk.labels()[example];
      if (shape.measured()) {
        labels[row] = normalization.label().scaled(label);
      } else {
        labels[row * shape.classes() + label] = 1;
      }
    }
    return room;
  }

  private static Values result(Future<Values> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a minibatch was made", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private void accept(Values values, int n, Consumer<Minibatch> consumer) {
    long[] dimensions =
        flat
            ? new long[] {n, shape.size()}
            : new long[] {n, shape.channels(), shape.height(), shape.width()};
    // Closed at once: the collector does not see how large arrays outside the heap are.
    try (INDArray x = HostArray.array(FloatBuffer.wrap(values.features), dimensions);
        INDArray y = HostArray.array(FloatBuffer.wrap(values.labels), n, shape.outputs())) {
      consumer.accept(new Minibatch(x, y, n));
    }
  }
}
