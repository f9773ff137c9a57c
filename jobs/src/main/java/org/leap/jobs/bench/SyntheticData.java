package org.leap.jobs.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.leap.spark.data.ChunkLayout;
import org.leap.spark.data.ChunkRdd;
import org.leap.spark.data.ChunkedData;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.Examples;
import org.leap.spark.data.InMemoryChunks;
import org.leap.spark.data.Normalization;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Examples of random bytes with random labels, the same for the same seed: how long a step takes
 * does not depend on what it learns.
 */
final class SyntheticData implements Examples {
  private static final long CHUNK_BYTES = 4 << 20;

  private final ExampleShape shape;
  private final byte[] features;
  private final int[] labels;

  SyntheticData(ExampleShape shape, int examples, long seed) {
    this.shape = shape;
    SplittableRandom random = new SplittableRandom(seed);
    features = new byte[examples * shape.size()];
    random.nextBytes(features);
    labels = random.ints(examples, 0, shape.classes()).toArray();
  }

  @Override
  public int count() {
    return labels.length;
  }

  @Override
  public int label(int row) {
    return labels[row];
  }

  @Override
  public void copyFeatures(int row, byte[] target, int offset) {
    System.arraycopy(features, row * shape.size(), target, offset, shape.size());
  }

  /** All examples, scaled to 0 to 1, in minibatches of rows or of images. */
  List<DataSet> minibatches(int batchSize, boolean flat) {
    List<DataSet> minibatches = new ArrayList<>();
    for (int from = 0; from < count(); from += batchSize) {
      minibatches.add(minibatch(from, Math.min(batchSize, count() - from), flat));
    }
    return minibatches;
  }

  private DataSet minibatch(int from, int n, boolean flat) {
    float[] x = new float[n * shape.size()];
    float[] y = new float[n * shape.classes()];
    for (int i = 0; i < x.length; i++) {
      x[i] = (features[from * shape.size() + i] & 0xff) / 255f;
    }
    for (int row = 0; row < n; row++) {
      y[row * shape.classes() + labels[from + row]] = 1;
    }
    INDArray inputs =
        flat
            ? Nd4j.create(x, new long[] {n, shape.size()}, 'c')
            : Nd4j.create(x, new long[] {n, shape.channels(), shape.height(), shape.width()}, 'c');
    return new DataSet(inputs, Nd4j.create(y, new long[] {n, shape.classes()}, 'c'));
  }

  ChunkLayout layout(int workers, int batchSize) {
    return ChunkLayout.of(count(), workers, batchSize, shape.size(), CHUNK_BYTES);
  }

  /** The examples on the cluster, scaled to 0 to 1. */
  ChunkedData chunked(JavaSparkContext spark, InMemoryChunks chunks, ChunkLayout layout) {
    return new ChunkedData(
        new ChunkRdd(spark.sc(), chunks).persist(StorageLevel.MEMORY_AND_DISK()),
        layout,
        shape,
        Normalization.unit(shape.channels()));
  }
}
