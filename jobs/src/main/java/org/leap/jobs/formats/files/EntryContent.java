package org.leap.jobs.formats.files;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.CRC32;

/**
 * The content of an entry of a zip archive. Its length and CRC-32 are compared with those in the
 * archive's directory as soon as its last byte is read; what unpacks to more is cut off there.
 */
final class EntryContent extends InputStream {
  private final InputStream in;
  private final long size;
  private final long crc;
  private final CRC32 sum = new CRC32();
  private long count;

  EntryContent(InputStream in, long size, long crc) {
    this.in = in;
    this.size = size;
    this.crc = crc;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int from, int length) throws IOException {
    int read = count == size ? -1 : in.read(target, from, (int) Math.min(length, size - count));
    if (read > 0) {
      sum.update(target, from, read);
      count += read;
    }
    if ((read < 0 || count == size) && (count != size || sum.getValue() != crc)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "the archive's directory tells of %s bytes with the CRC-32 %08x, found %s with %08x",
              size,
              crc,
              count,
              sum.getValue()));
    }
    return read;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
