package org.leap.spark.data;

import java.util.Arrays;
import java.util.function.Consumer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.factory.Nd4j;

/** Makes the minibatches of a slice. Not thread-safe: a replica has its own. */
public final class Minibatches {
  /**
   * One minibatch, valid until the next is made.
   *
   * @param features {@code [b, channels, height, width]}, or {@code [b, size]} for flat networks
   * @param labels {@code [b, classes]}, one-hot
   */
  public record Minibatch(INDArray features, INDArray labels, int examples) {}

  private final ExampleShape shape;
  private final boolean flat;
  private final int batchSize;
  private final float[][] tables;

  public Minibatches(ExampleShape shape, Normalization normalization, boolean flat, int batchSize) {
    this.shape = shape;
    this.flat = flat;
    this.batchSize = batchSize;
    this.tables = new float[shape.channels()][];
    for (int c = 0; c < tables.length; c++) {
      tables[c] = normalization.table(c);
    }
  }

  /** Hands over the minibatches of a slice one by one, in their order. */
  public void forEach(Chunk chunk, Slice slice, Consumer<Minibatch> consumer) {
    int[] order = Permutation.of(chunk.examples(), slice.shuffleSeed());
    int from = slice.firstBatch() * batchSize;
    int end = from + slice.examples();
    for (; from < end; from += batchSize) {
      accept(chunk, order, from, Math.min(end, from + batchSize), consumer);
    }
  }

  /** Hands over all examples of a chunk in their stored order. */
  public void forEach(Chunk chunk, Consumer<Minibatch> consumer) {
    int[] order = new int[chunk.examples()];
    Arrays.setAll(order, i -> i);
    for (int from = 0; from < order.length; from += batchSize) {
      accept(chunk, order, from, Math.min(order.length, from + batchSize), consumer);
    }
  }

  private void accept(Chunk chunk, int[] order, int from, int to, Consumer<Minibatch> consumer) {
    int n = to - from;
    float[] features = new float[n * shape.size()];
    float[] labels = new float[n * shape.classes()];
    for (int row = 0; row < n; row++) {
      int example = order[from + row];
      normalize(chunk.features(), example * shape.size(), features, row * shape.size());
      labels[row * shape.classes() + chunk.labels()[example]] = 1;
    }
    long[] dimensions =
        flat
            ? new long[] {n, shape.size()}
            : new long[] {n, shape.channels(), shape.height(), shape.width()};
    // Closed at once: the collector does not see how large arrays outside the heap are.
    try (INDArray x = array(features, dimensions);
        INDArray y = array(labels, n, shape.classes())) {
      consumer.accept(new Minibatch(x, y, n));
    }
  }

  /** Copied in bulk where ND4J's memory is the host's: {@code create} takes 30 times as long. */
  private static INDArray array(float[] values, long... dimensions) {
    if (Nd4j.getExecutioner().type() != OpExecutioner.ExecutionerType.NATIVE_CPU) {
      return Nd4j.create(values, dimensions, 'c');
    }
    INDArray array = Nd4j.createUninitialized(DataType.FLOAT, dimensions, 'c');
    array.data().asNioFloat().put(values);
    return array;
  }

  private void normalize(byte[] from, int fromStart, float[] to, int toStart) {
    int channelSize = shape.channelSize();
    for (int c = 0; c < tables.length; c++) {
      float[] table = tables[c];
      int source = fromStart + c * channelSize;
      int target = toStart + c * channelSize;
      for (int i = 0; i < channelSize; i++) {
        to[target + i] = table[from[source + i] & 0xff];
      }
    }
  }
}
