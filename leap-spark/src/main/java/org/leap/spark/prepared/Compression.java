package org.leap.spark.prepared;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.util.Arrays;

/** Blocks as Zstandard frames, or as they are where that does not make them smaller. */
final class Compression {
  /** Of images, level 3 is 0 to 2 % smaller and takes two to three times as long. */
  private static final int LEVEL = 1;

  private Compression() {}

  static byte[] compress(byte[] raw, int length) {
    byte[] frame = new byte[(int) Zstd.compressBound(length)];
    long size = Zstd.compressByteArray(frame, 0, frame.length, raw, 0, length, LEVEL);
    if (Zstd.isError(size)) {
      throw new IllegalStateException("zstd: " + Zstd.getErrorName(size));
    }
    return size < length ? Arrays.copyOf(frame, (int) size) : Arrays.copyOf(raw, length);
  }

  /** Fills {@code raw} from a block; whether that holds exactly {@code length} bytes. */
  static boolean decompress(byte[] stored, int size, byte[] raw, int length) {
    if (size == length) {
      System.arraycopy(stored, 0, raw, 0, length);
      return true;
    }
    try {
      return Zstd.decompressByteArray(raw, 0, length, stored, 0, size) == length;
    } catch (ZstdException e) {
      return false;
    }
  }
}
