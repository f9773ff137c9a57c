package org.leap.jobs.formats;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Valid IDX content to write, and to damage. */
public final class IdxBytes {
  private IdxBytes() {}

  public static byte[] images(int count, int height, int width, long seed) {
    byte[] pixels = new byte[count * height * width];
    new Random(seed).nextBytes(pixels);
    return file(new int[] {0x803, count, height, width}, pixels);
  }

  public static byte[] labels(int... labels) {
    byte[] bytes = new byte[labels.length];
    for (int row = 0; row < labels.length; row++) {
      bytes[row] = (byte) labels[row];
    }
    return file(new int[] {0x801, labels.length}, bytes);
  }

  public static byte[] file(int[] header, byte[] body) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * header.length + body.length);
    for (int value : header) {
      buffer.putInt(value);
    }
    return buffer.put(body).array();
  }

  public static byte[] gzip(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
