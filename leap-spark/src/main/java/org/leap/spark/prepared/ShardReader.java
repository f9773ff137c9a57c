package org.leap.spark.prepared;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.hadoop.fs.FSDataInputStream;

/** Reads blocks of one shard. Not thread-safe. */
final class ShardReader implements Closeable {
  private final String file;
  private final FSDataInputStream in;
  private final ShardHeader header;
  private final byte[] stored;
  private final byte[] raw;

  private ShardReader(String file, FSDataInputStream in, ShardHeader header) {
    this.file = file;
    this.in = in;
    this.header = header;
    this.stored = new byte[header.rawBytes(0)];
    this.raw = new byte[header.rawBytes(0)];
  }

  /**
   * @param in at its beginning; closed with the reader
   * @throws BadShardException if the header does not fit these sizes
   */
  static ShardReader open(
      String file, FSDataInputStream in, int examples, int exampleBytes, int examplesPerBlock)
      throws IOException {
    byte[] bytes = new byte[ShardHeader.bytes(ShardHeader.blocks(examples, examplesPerBlock))];
    fill(file, in, bytes, bytes.length, 0);
    return new ShardReader(
        file, in, ShardHeader.decode(file, bytes, examples, exampleBytes, examplesPerBlock));
  }

  /** CRC-32C of the header, which holds those of the blocks. */
  int sum() {
    return header.sum();
  }

  /**
   * Copies the examples {@code [from, to)} of the shard.
   *
   * @param labels filled from {@code start} on
   * @param features filled from row {@code start} on
   * @param classes that labels may name
   * @throws BadShardException if a block is damaged
   */
  void read(int from, int to, int[] labels, byte[] features, int start, int classes)
      throws IOException {
    int firstBlock = from / header.examplesPerBlock();
    long offset = ShardHeader.bytes(header.sizes().length);
    for (int block = 0; block < firstBlock; block++) {
      offset += header.sizes()[block];
    }
    in.seek(offset);
    for (int block = firstBlock; block * header.examplesPerBlock() < to; block++) {
      load(block, offset);
      int first = block * header.examplesPerBlock();
      int length = header.length(block);
      int begin = Math.max(from, first);
      int end = Math.min(to, first + length);
      ByteBuffer blockLabels = ByteBuffer.wrap(raw);
      for (int row = begin; row < end; row++) {
        int label = blockLabels.getInt(4 * (row - first));
        if (label < 0 || label >= classes) {
          throw new BadShardException(
              file,
              "block %s at byte %s: label %s is out of range, expected 0 to %s; prepare the data again"
                  .formatted(block, offset, label, classes - 1));
        }
        labels[start + row - from] = label;
      }
      int bytes = header.exampleBytes();
      System.arraycopy(
          raw,
          4 * length + (begin - first) * bytes,
          features,
          (start + begin - from) * bytes,
          (end - begin) * bytes);
      offset += header.sizes()[block];
    }
  }

  private void load(int block, long offset) throws IOException {
    int size = header.sizes()[block];
    fill(file, in, stored, size, offset);
    int sum = ShardHeader.crc(stored, size);
    if (sum != header.sums()[block]) {
      throw ShardHeader.damaged(
          file, "block %s at byte %s".formatted(block, offset), sum, header.sums()[block]);
    }
    if (!Compression.decompress(stored, size, raw, header.rawBytes(block))) {
      throw new BadShardException(
          file,
          "block %s at byte %s does not hold %s bytes when decompressed; prepare the data again"
              .formatted(block, offset, header.rawBytes(block)));
    }
  }

  private static void fill(String file, FSDataInputStream in, byte[] bytes, int size, long offset)
      throws IOException {
    try {
      in.readFully(bytes, 0, size);
    } catch (EOFException e) {
      throw new BadShardException(
          file,
          "ends before byte %s, too early; copy the file again or prepare the data again"
              .formatted(offset + size));
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
