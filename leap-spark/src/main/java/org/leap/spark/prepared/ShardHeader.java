package org.leap.spark.prepared;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.leap.spark.storage.FormatVersion;

/**
 * What a shard file begins with: 8 bytes {@code LEAPSHRD}, then big-endian 32-bit numbers: version,
 * examples, bytes of features of an example, examples a block, for every block its stored bytes and
 * their CRC-32C, and at last the CRC-32C of the header itself. The blocks follow in their order.
 *
 * <p>A block is, for its n examples, n 32-bit big-endian labels and then the features, row by row;
 * stored as a Zstandard frame, or as it is where that is not smaller.
 *
 * @param sizes stored bytes of every block
 * @param sums CRC-32C of every block's stored bytes
 */
@SuppressWarnings("ArrayRecordComponent")
record ShardHeader(int examples, int exampleBytes, int examplesPerBlock, int[] sizes, int[] sums) {
  static final int VERSION = 1;
  private static final FormatVersion FORMAT = new FormatVersion(VERSION);
  private static final long MAGIC = 0x4c45415053485244L;
  private static final int FIXED_BYTES = 8 + 4 * 4 + 4;

  /** With blocks to be {@link #set}. */
  ShardHeader(int examples, int exampleBytes, int examplesPerBlock) {
    this(
        examples,
        exampleBytes,
        examplesPerBlock,
        new int[blocks(examples, examplesPerBlock)],
        new int[blocks(examples, examplesPerBlock)]);
  }

  void set(int block, int size, int sum) {
    sizes[block] = size;
    sums[block] = sum;
  }

  static int blocks(int examples, int examplesPerBlock) {
    return (int) (((long) examples + examplesPerBlock - 1) / examplesPerBlock);
  }

  static int bytes(int blocks) {
    return Math.addExact(FIXED_BYTES, Math.multiplyExact(8, blocks));
  }

  /** Examples in a block. */
  int length(int block) {
    return Math.min(examplesPerBlock, examples - block * examplesPerBlock);
  }

  /** Bytes of a block before compression. */
  int rawBytes(int block) {
    return Math.multiplyExact(length(block), 4 + exampleBytes);
  }

  /** CRC-32C of the header itself. */
  int sum() {
    byte[] bytes = encoded();
    return ByteBuffer.wrap(bytes).getInt(bytes.length - Integer.BYTES);
  }

  byte[] encoded() {
    ByteBuffer buffer = ByteBuffer.allocate(bytes(sizes.length));
    buffer.putLong(MAGIC).putInt(VERSION).putInt(examples).putInt(exampleBytes);
    buffer.putInt(examplesPerBlock);
    for (int block = 0; block < sizes.length; block++) {
      buffer.putInt(sizes[block]).putInt(sums[block]);
    }
    buffer.putInt(crc(buffer.array(), buffer.position()));
    return buffer.array();
  }

  /**
   * @param bytes of the whole header of a shard that should have these sizes
   * @throws BadShardException if it has others or is damaged
   */
  static ShardHeader decode(
      String file, byte[] bytes, int examples, int exampleBytes, int examplesPerBlock) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    if (buffer.getLong() != MAGIC) {
      throw new BadShardException(file, "byte 0: this is not a shard; prepare the data again");
    }
    PreparedManifest.refuseNewer(file, FORMAT.problem(buffer.getInt(), null));
    int sum = buffer.getInt(bytes.length - 4);
    int found = crc(bytes, bytes.length - 4);
    if (sum != found) {
      throw damaged(file, "header at byte 0", found, sum);
    }
    int[] stated = {buffer.getInt(), buffer.getInt(), buffer.getInt()};
    if (stated[0] != examples || stated[1] != exampleBytes || stated[2] != examplesPerBlock) {
      throw new BadShardException(
          file,
          "holds %s examples of %s bytes in blocks of %s, expected %s of %s in blocks of %s as the manifest says; prepare the data again"
              .formatted(
                  stated[0], stated[1], stated[2], examples, exampleBytes, examplesPerBlock));
    }
    ShardHeader header = new ShardHeader(examples, exampleBytes, examplesPerBlock);
    for (int block = 0; block < header.sizes.length; block++) {
      int size = buffer.getInt();
      header.set(block, size, buffer.getInt());
      if (size < 1 || size > header.rawBytes(block)) {
        throw new BadShardException(
            file,
            "block %s claims %s bytes, expected 1 to %s; prepare the data again"
                .formatted(block, size, header.rawBytes(block)));
      }
    }
    return header;
  }

  static int crc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  static BadShardException damaged(String file, String what, int found, int expected) {
    return new BadShardException(
        file,
        "%s is damaged: its CRC-32C is %s, expected %s; copy the file again or prepare the data again"
            .formatted(
                what, HexFormat.of().toHexDigits(found), HexFormat.of().toHexDigits(expected)));
  }
}
