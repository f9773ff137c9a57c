package org.leap.jobs.formats.images;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.text.Quoted;

/** The checksums of a PNG's chunks, which Java's reader passes over. */
final class PngChunks {
  private static final int SIGNATURE = 8;

  /** Length and type before the content, CRC after it. */
  private static final int FRAME = 12;

  private static final int LOWER_CASE = 0x20;
  private static final int TRANSPARENCY = 0x74524e53; // tRNS
  private static final int END = 0x49454e44; // IEND

  private PngChunks() {}

  /**
   * Compares the checksum of every chunk that pixels depend on.
   *
   * @param name of the file, for messages
   * @throws BadDataException if one is wrong or a chunk is cut off
   */
  static void check(String name, byte[] file) {
    ByteBuffer buffer = ByteBuffer.wrap(file);
    int at = SIGNATURE;
    while (at < file.length) {
      int left = file.length - at - FRAME;
      int length = left < 0 ? -1 : buffer.getInt(at);
      if (length < 0 || length > left) {
        throw ImageDecoder.damaged(name, "it ends within the chunk at byte " + at, null);
      }
      int type = buffer.getInt(at + 4);
      if (decidesPixels(type) && crc(file, at + 4, length + 4) != buffer.getInt(at + 8 + length)) {
        throw ImageDecoder.damaged(
            name,
            "the checksum of its chunk %s at byte %s is wrong"
                .formatted(Quoted.bare(new String(file, at + 4, 4, ISO_8859_1)), at),
            null);
      }
      if (type == END) {
        return;
      }
      at += FRAME + length;
    }
  }

  /** Critical chunks have a capital first letter. */
  private static boolean decidesPixels(int type) {
    return (type >>> 24 & LOWER_CASE) == 0 || type == TRANSPARENCY;
  }

  private static int crc(byte[] file, int from, int length) {
    CRC32 crc = new CRC32();
    crc.update(file, from, length);
    return (int) crc.getValue();
  }
}
