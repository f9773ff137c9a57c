package org.leap.spark.prepared;

import java.io.Serializable;
import org.leap.spark.data.ExampleShape;

/**
 * How many examples make a block and how many blocks a shard, from their bytes alone. The last
 * block and the last shard of a set may be shorter.
 */
public record BlockLayout(int examplesPerBlock, int blocksPerShard) implements Serializable {
  private static final int BLOCK_BYTES = 256 << 10;
  private static final int SHARD_BYTES = 64 << 20;

  public BlockLayout {
    if (examplesPerBlock < 1 || blocksPerShard < 1) {
      throw new IllegalArgumentException(
          "Invalid block layout: %s examples a block, %s blocks a shard"
              .formatted(examplesPerBlock, blocksPerShard));
    }
    Math.multiplyExact(examplesPerBlock, blocksPerShard);
  }

  /**
   * The layout for examples of a shape: blocks and shards of about the same size in bytes for all.
   */
  public static BlockLayout of(ExampleShape shape) {
    int examples = Math.max(1, BLOCK_BYTES / shape.bytes());
    return new BlockLayout(
        examples, (int) Math.max(1, SHARD_BYTES / ((long) examples * shape.bytes())));
  }

  /** Examples of a full shard. */
  public int examplesPerShard() {
    return examplesPerBlock * blocksPerShard;
  }

  /** Shards of a set. */
  public int shards(int examples) {
    return (int) (((long) examples + examplesPerShard() - 1) / examplesPerShard());
  }

  /** Examples in one shard of a set. */
  public int shardLength(int examples, int shard) {
    return Math.min(examplesPerShard(), examples - shard * examplesPerShard());
  }
}
