package org.leap.jobs.datasets.prepare;

import java.io.Serializable;
import java.util.Arrays;
import org.leap.jobs.datasets.Census;

/**
 * Some examples on their way from a source to a shard. A plain class of arrays, which every
 * serializer of Spark's can write.
 */
final class ExampleArrays implements Serializable {
  private static final long serialVersionUID = 1L;
  private final int[] labels;
  private final int[] rows;
  private final byte[] features;
  private final Census census;

  private ExampleArrays(int[] labels, int[] rows, byte[] features, Census census) {
    this.labels = labels;
    this.rows = rows;
    this.features = features;
    this.census = census;
  }

  /** No examples, but the word that those before were all of a partition. */
  static ExampleArrays end(Census census) {
    return new ExampleArrays(new int[0], new int[0], new byte[0], census);
  }

  /** Of the partition that has ended with these; null before. */
  Census census() {
    return census;
  }

  int count() {
    return labels.length;
  }

  int label(int i) {
    return labels[i];
  }

  /** Of all examples; not to be changed. */
  int[] labels() {
    return labels;
  }

  /** Row of an example in its partition, or in its shard when it is known. */
  int row(int i) {
    return rows[i];
  }

  byte[] features() {
    return features;
  }

  /** Collects examples of one size. */
  static final class Builder {
    private final int exampleBytes;
    private int[] labels = new int[16];
    private int[] rows = new int[16];
    private byte[] features;
    private int count;

    Builder(int exampleBytes) {
      this.exampleBytes = exampleBytes;
      this.features = new byte[Math.multiplyExact(16, exampleBytes)];
    }

    void add(int label, int row, byte[] from, int offset) {
      if (count == labels.length) {
        labels = Arrays.copyOf(labels, 2 * count);
        rows = Arrays.copyOf(rows, 2 * count);
        features = Arrays.copyOf(features, Math.multiplyExact(2, features.length));
      }
      labels[count] = label;
      rows[count] = row;
      System.arraycopy(from, offset, features, count * exampleBytes, exampleBytes);
      count++;
    }

    int bytes() {
      return count * exampleBytes;
    }

    ExampleArrays build() {
      return new ExampleArrays(
          Arrays.copyOf(labels, count),
          Arrays.copyOf(rows, count),
          Arrays.copyOf(features, bytes()),
          null);
    }
  }
}
