package org.leap.jobs.formats.images;

import javax.imageio.stream.ImageInputStreamImpl;

/**
 * The bytes of one image after the other. Java's own streams of memory each register with one
 * thread that cleans up behind them, and wait for each other in its table.
 */
final class EncodedImage extends ImageInputStreamImpl {
  private byte[] bytes = new byte[0];

  /** Begins with the next image. */
  void open(byte[] image) {
    bytes = image;
    streamPos = 0;
    flushedPos = 0;
    bitOffset = 0;
  }

  @Override
  public int read() {
    bitOffset = 0;
    return streamPos < bytes.length ? bytes[(int) streamPos++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int from, int length) {
    bitOffset = 0;
    int available = (int) (bytes.length - streamPos);
    if (available <= 0 && length > 0) {
      return -1;
    }
    int count = Math.min(length, available);
    System.arraycopy(bytes, (int) streamPos, target, from, count);
    streamPos += count;
    return count;
  }

  @Override
  public long length() {
    return bytes.length;
  }
}
