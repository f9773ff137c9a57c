package org.leap.jobs.formats.images;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** PNG files of any depth, chunk by chunk. */
final class PngFiles {
  static final int GREY = 0;
  static final int RGB = 2;
  static final int PALETTE = 3;
  static final int GREY_ALPHA = 4;
  static final int RGB_ALPHA = 6;

  private PngFiles() {}

  /**
   * A picture whose rows are all the same.
   *
   * @param row packed samples of a row
   * @param palette red, green and blue of every entry; empty for none
   */
  static byte[] of(int width, int height, int bits, int colours, byte[] row, byte[] palette)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeLong(0x89504e470d0a1a0aL);
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    DataOutputStream fields = new DataOutputStream(header);
    fields.writeInt(width);
    fields.writeInt(height);
    fields.write(new byte[] {(byte) bits, (byte) colours, 0, 0, 0});
    chunk(out, "IHDR", header.toByteArray());
    chunk(out, "tEXt", "Title\0a picture".getBytes(StandardCharsets.US_ASCII));
    if (palette.length > 0) {
      chunk(out, "PLTE", palette);
    }
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    try (OutputStream deflated = new DeflaterOutputStream(pixels)) {
      for (int y = 0; y < height; y++) {
        deflated.write(0);
        deflated.write(row);
      }
    }
    chunk(out, "IDAT", pixels.toByteArray());
    chunk(out, "IEND", new byte[0]);
    return bytes.toByteArray();
  }

  private static void chunk(DataOutputStream out, String type, byte[] content) throws IOException {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    out.writeInt(content.length);
    out.write(name);
    out.write(content);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(content);
    out.writeInt((int) crc.getValue());
  }

  /** Where the content of a chunk begins. */
  static int content(byte[] file, String type) {
    return new String(file, StandardCharsets.ISO_8859_1).indexOf(type) + 4;
  }
}
