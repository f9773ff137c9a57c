package org.leap.spark.data;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Chunks of a data set that fits into the driver's memory, sent to the executors that train them as
 * one broadcast each.
 */
public final class InMemoryChunks implements ChunkSource {
  private final List<Broadcast<Chunk>> chunks;

  private InMemoryChunks(List<Broadcast<Chunk>> chunks) {
    this.chunks = chunks;
  }

  /** Places training examples by a seeded global permutation. */
  public static InMemoryChunks shuffled(
      JavaSparkContext spark,
      ExampleShape shape,
      Examples examples,
      ChunkLayout layout,
      long seed) {
    return place(spark, shape, examples, layout, Placement.order(examples.count(), seed));
  }

  /** Chunks as they are, in the order of a layout. */
  public static InMemoryChunks of(JavaSparkContext spark, List<Chunk> chunks) {
    return new InMemoryChunks(chunks.stream().map(spark::broadcast).toList());
  }

  /** Places examples in their given order, as evaluation wants them. */
  public static InMemoryChunks inOrder(
      JavaSparkContext spark, ExampleShape shape, Examples examples, ChunkLayout layout) {
    return place(spark, shape, examples, layout, IntStream.range(0, examples.count()).toArray());
  }

  private static InMemoryChunks place(
      JavaSparkContext spark,
      ExampleShape shape,
      Examples examples,
      ChunkLayout layout,
      int[] order) {
    if (layout.examples() != examples.count()) {
      throw new IllegalArgumentException(
          "%s examples for a layout of %s".formatted(examples.count(), layout.examples()));
    }
    List<Broadcast<Chunk>> chunks = new ArrayList<>();
    for (int worker = 0; worker < layout.workers(); worker++) {
      for (int c = 0; c < layout.chunks(worker); c++) {
        int first = layout.firstPlace(worker, c);
        int length = layout.chunkLength(worker, c);
        chunks.add(spark.broadcast(gather(examples, shape.bytes(), order, first, length)));
      }
    }
    return new InMemoryChunks(List.copyOf(chunks));
  }

  private static Chunk gather(Examples examples, int size, int[] order, int first, int length) {
    byte[] features = new byte[length * size];
    int[] labels = new int[length];
    for (int i = 0; i < length; i++) {
      examples.copyFeatures(order[first + i], features, i * size);
      labels[i] = examples.label(order[first + i]);
    }
    return new Chunk(features, labels);
  }

  @Override
  public List<Loader> loaders() {
    return chunks.stream().<Loader>map(chunk -> chunk::value).toList();
  }

  @Override
  public void close() {
    BroadcastRemoval.of(chunks);
  }
}
