package org.leap.jobs.datasets;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Some examples on their way from a source to a shard. A plain class of arrays, which every
 * serializer of Spark's can write.
 */
final class Pack implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int[] labels;

  /** Where each example goes in its shard; empty while that is not known. */
  private final int[] rows;

  private final byte[] features;
  private final int bad;
  private final String firstBad;

  private Pack(int[] labels, int[] rows, byte[] features, int bad, String firstBad) {
    this.labels = labels;
    this.rows = rows;
    this.features = features;
    this.bad = bad;
    this.firstBad = firstBad;
  }

  /** A pack of no examples that says what was wrong with others. */
  static Pack bad(int count, String first) {
    return new Pack(new int[0], new int[0], new byte[0], count, first);
  }

  /** Records that were skipped. */
  int bad() {
    return bad;
  }

  /** The message of the first of them; null without any. */
  String firstBad() {
    return firstBad;
  }

  int examples() {
    return labels.length;
  }

  int label(int i) {
    return labels[i];
  }

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

    Pack build() {
      return new Pack(
          Arrays.copyOf(labels, count),
          Arrays.copyOf(rows, count),
          Arrays.copyOf(features, count * exampleBytes),
          0,
          null);
    }
  }
}
