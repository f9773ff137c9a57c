package org.leap.spark.prepared;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Writes one shard. The layout of the file is told by {@link ShardHeader}. */
public final class ShardWriter {
  private ShardWriter() {}

  /**
   * Writes a shard of n examples, compressed block by block.
   *
   * @param labels {@code [n]}
   * @param features {@code [n, exampleBytes]}
   * @return bytes written
   */
  public static long write(
      int[] labels, byte[] features, int exampleBytes, int examplesPerBlock, OutputStream out)
      throws IOException {
    ShardHeader header = new ShardHeader(labels.length, exampleBytes, examplesPerBlock);
    List<byte[]> stored = new ArrayList<>();
    byte[] raw = new byte[header.rawBytes(0)];
    for (int block = 0; block < header.sizes().length; block++) {
      int first = block * examplesPerBlock;
      int length = header.length(block);
      ByteBuffer buffer = ByteBuffer.wrap(raw);
      for (int i = first; i < first + length; i++) {
        buffer.putInt(labels[i]);
      }
      buffer.put(features, first * exampleBytes, length * exampleBytes);
      byte[] bytes = Compression.compress(raw, header.rawBytes(block));
      header.set(block, bytes.length, ShardHeader.crc(bytes, bytes.length));
      stored.add(bytes);
    }
    byte[] first = header.encoded();
    out.write(first);
    long written = first.length;
    for (byte[] bytes : stored) {
      out.write(bytes);
      written += bytes.length;
    }
    return written;
  }
}
