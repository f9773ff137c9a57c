package org.leap.jobs.datasets.prepare;

import java.io.IOException;
import java.io.Serializable;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.leap.jobs.formats.ChannelMoments;
import org.leap.spark.data.Chunk;
import org.leap.spark.prepared.BadShardException;
import org.leap.spark.prepared.ShardWriter;
import org.leap.spark.storage.Folder;

/** The examples of one shard, which come in in any order. */
final class ShardContent {
  private final ShardPlan plan;
  private final int shard;
  private final int[] labels;
  private final byte[] features;
  private int filled;

  ShardContent(ShardPlan plan, int shard) {
    this(
        plan,
        shard,
        new int[plan.length(shard)],
        new byte[plan.length(shard) * plan.shape().bytes()]);
  }

  private ShardContent(ShardPlan plan, int shard, int[] labels, byte[] features) {
    this.plan = plan;
    this.shard = shard;
    this.labels = labels;
    this.features = features;
  }

  /**
   * A shard that an earlier attempt has written, read back whole; nothing if it is damaged.
   *
   * @param bytes of the file
   */
  static Optional<Facts> written(ShardPlan plan, int shard, long bytes, Configuration hadoop)
      throws IOException {
    try {
      Chunk chunk = plan.content(shard).load(hadoop);
      return Optional.of(
          new ShardContent(plan, shard, chunk.labels(), chunk.features()).facts(bytes, hadoop));
    } catch (BadShardException e) {
      return Optional.empty();
    }
  }

  /**
   * Takes one example.
   *
   * @param from holds its features from {@code offset} on
   */
  void put(int row, int label, byte[] from, int offset) {
    int bytes = plan.shape().bytes();
    labels[row] = label;
    System.arraycopy(from, offset, features, row * bytes, bytes);
    filled++;
  }

  /** Writes the file of the shard, from within a task. */
  Facts write(Configuration hadoop) throws IOException {
    if (filled != labels.length) {
      throw new IllegalStateException(
          "%s examples for shard %s of %s".formatted(filled, shard, labels.length));
    }
    long[] bytes = new long[1];
    Folder.at(plan.location(), hadoop)
        .write(
            plan.file(shard),
            "." + TaskContext.get().taskAttemptId(),
            out ->
                bytes[0] =
                    ShardWriter.write(
                        labels,
                        features,
                        plan.shape().bytes(),
                        plan.layout().examplesPerBlock(),
                        out));
    return facts(bytes[0], hadoop);
  }

  private Facts facts(long bytes, Configuration hadoop) throws IOException {
    Facts facts = new Facts(shard, bytes, plan.content(shard).readSums(hadoop).get(0), plan);
    for (int row = 0; row < labels.length; row++) {
      facts.perClass[labels[row]]++;
      facts.moments.add(features, row * plan.shape().bytes());
    }
    return facts;
  }

  /** What the manifest needs to know of a finished shard. A plain class, for any serializer. */
  static final class Facts implements Serializable {
    private static final long serialVersionUID = 1L;
    private final int shard;
    private final long bytes;
    private final int sum;
    private final int[] perClass;
    private final ChannelMoments moments;

    private Facts(int shard, long bytes, int sum, ShardPlan plan) {
      this.shard = shard;
      this.bytes = bytes;
      this.sum = sum;
      this.perClass = new int[plan.shape().classes()];
      this.moments = new ChannelMoments(plan.shape());
    }

    int shard() {
      return shard;
    }

    /** Of the file. */
    long bytes() {
      return bytes;
    }

    /** CRC-32C of its header. */
    int sum() {
      return sum;
    }

    int examplesOf(int label) {
      return perClass[label];
    }

    ChannelMoments moments() {
      return moments;
    }
  }
}
