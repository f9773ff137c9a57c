package org.leap.jobs.datasets;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.leap.spark.prepared.ShardWriter;
import org.leap.spark.storage.Folder;

/** The examples of one shard while they come in, in any order. */
final class ShardContent {
  private final ShardPlan plan;
  private final int shard;
  private final int[] labels;
  private final byte[] features;
  private int filled;

  ShardContent(ShardPlan plan, int shard) {
    this.plan = plan;
    this.shard = shard;
    this.labels = new int[plan.length(shard)];
    this.features = new byte[labels.length * plan.shape().bytes()];
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
  ShardFacts write(Configuration hadoop) throws IOException {
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
    int sum = plan.content(shard).readSums(hadoop).get(0);
    return ShardFacts.of(shard, bytes[0], sum, plan.shape(), labels, features);
  }
}
