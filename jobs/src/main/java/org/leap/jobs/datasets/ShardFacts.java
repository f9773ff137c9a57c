package org.leap.jobs.datasets;

import java.io.Serializable;
import org.leap.jobs.formats.ChannelMoments;
import org.leap.spark.data.ExampleShape;

/** What the manifest needs to know of a finished shard. A plain class, for any serializer. */
final class ShardFacts implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int shard;
  private final long bytes;
  private final int sum;
  private final int[] perClass;
  private final ChannelMoments statistics;

  private ShardFacts(int shard, long bytes, int sum, int[] perClass, ChannelMoments statistics) {
    this.shard = shard;
    this.bytes = bytes;
    this.sum = sum;
    this.perClass = perClass;
    this.statistics = statistics;
  }

  /**
   * @param bytes of the file
   * @param sum CRC-32C of its header
   * @param labels {@code [n]}
   * @param features {@code [n, shape.bytes()]}
   */
  static ShardFacts of(
      int shard, long bytes, int sum, ExampleShape shape, int[] labels, byte[] features) {
    int[] perClass = new int[shape.classes()];
    ChannelMoments statistics = new ChannelMoments(shape);
    for (int row = 0; row < labels.length; row++) {
      perClass[labels[row]]++;
      statistics.add(features, row * shape.bytes());
    }
    return new ShardFacts(shard, bytes, sum, perClass, statistics);
  }

  int shard() {
    return shard;
  }

  long bytes() {
    return bytes;
  }

  int sum() {
    return sum;
  }

  int[] perClass() {
    return perClass;
  }

  ChannelMoments statistics() {
    return statistics;
  }
}
