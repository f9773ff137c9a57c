package org.leap.jobs.formats.images;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import org.leap.jobs.formats.BadDataException;

/**
 * What an image file says about itself before any pixel (ITU-T T.81 for JPEG, ISO/IEC 15948 for
 * PNG).
 *
 * @param png whether it is one; else it is a JPEG
 * @param samples of a pixel as they are stored; of a palette one
 * @param bits of a sample
 * @param grey whether it is a PNG without colours
 * @param ycck whether four components are luminance, chrominance and black (Adobe), not CMYK
 */
record ImageHeader(
    boolean png, int width, int height, int samples, int bits, boolean grey, boolean ycck) {
  private static final byte[] PNG = HexFormat.of().parseHex("89504e470d0a1a0a");
  private static final int GREY = 0;
  private static final int RGB = 2;
  private static final int PALETTE = 3;
  private static final int GREY_ALPHA = 4;
  private static final int START_OF_IMAGE = 0xffd8;
  private static final int START_OF_SCAN = 0xda;
  private static final int END_OF_IMAGE = 0xd9;
  private static final int ADOBE = 0xee;
  private static final int ADOBE_BYTES = 12;

  /** More than any picture for training has; decoded it takes a few hundred megabytes. */
  private static final long MOST_PIXELS = 50_000_000;

  /**
   * Reads the first bytes of a file.
   *
   * @param name of the file, for messages
   * @throws BadDataException if it is not a JPEG or PNG, is damaged, or would unpack to too much
   */
  static ImageHeader read(String name, InputStream file) throws IOException {
    DataInputStream in = new DataInputStream(file);
    byte[] first = in.readNBytes(2);
    try {
      if (first.length == 0) {
        throw new BadDataException(name, "is empty, expected a JPEG or PNG image; remove it");
      }
      if (first.length == 2 && ((first[0] & 0xff) << 8 | (first[1] & 0xff)) == START_OF_IMAGE) {
        return jpeg(name, in).checked(name);
      }
      byte[] rest = in.readNBytes(PNG.length - 2);
      byte[] magic = Arrays.copyOf(first, first.length + rest.length);
      System.arraycopy(rest, 0, magic, first.length, rest.length);
      if (Arrays.equals(magic, PNG)) {
        return png(in).checked(name);
      }
      throw new BadDataException(
          name,
          "is not a JPEG or PNG image (it begins with 0x%s); remove it or set data.onBadRecord: skip"
              .formatted(HexFormat.of().formatHex(magic)));
    } catch (EOFException e) {
      throw new BadDataException(
          name, "ends within the header of the image, too early; copy the file again", e);
    }
  }

  private static ImageHeader png(DataInputStream in) throws IOException {
    in.skipNBytes(8); // length and type of the first chunk, which is always the header
    int width = in.readInt();
    int height = in.readInt();
    int bits = in.readUnsignedByte();
    int colours = in.readUnsignedByte();
    int samples =
        switch (colours) {
          case GREY, PALETTE -> 1;
          case GREY_ALPHA -> 2;
          case RGB -> 3;
          default -> 4;
        };
    boolean grey = colours == GREY || colours == GREY_ALPHA;
    return new ImageHeader(true, width, height, samples, bits, grey, false);
  }

  private static ImageHeader jpeg(String name, DataInputStream in) throws IOException {
    boolean ycck = false;
    while (true) {
      int marker = marker(in);
      if (marker == START_OF_SCAN || marker == END_OF_IMAGE) {
        throw new BadDataException(name, "is a damaged JPEG: it has no frame header; remove it");
      }
      if ((marker >= 0xd0 && marker <= 0xd7) || marker == 0x01) {
        continue; // stands alone
      }
      int length = in.readUnsignedShort() - 2;
      if (isFrame(marker)) {
        in.skipNBytes(1);
        int height = in.readUnsignedShort();
        int width = in.readUnsignedShort();
        int components = in.readUnsignedByte();
        return new ImageHeader(false, width, height, components, 8, false, ycck);
      }
      if (marker == ADOBE && length >= ADOBE_BYTES) {
        byte[] segment = in.readNBytes(ADOBE_BYTES);
        ycck = segment.length == ADOBE_BYTES && segment[ADOBE_BYTES - 1] == 2;
        length -= ADOBE_BYTES;
      }
      in.skipNBytes(Math.max(0, length));
    }
  }

  private static int marker(DataInputStream in) throws IOException {
    int previous = 0;
    while (true) {
      int next = in.readUnsignedByte();
      if (previous == 0xff && next != 0xff && next != 0) {
        return next;
      }
      previous = next;
    }
  }

  /** C4, C8 and CC are tables and an extension. */
  private static boolean isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  /** Memory that decoding takes at most: the samples, and what becomes of them. */
  long decodedBytes() {
    return (long) width * height * (samples * (bits > 8 ? 2 : 1) + (grey ? 1 : 3));
  }

  private ImageHeader checked(String name) {
    if (width <= 0 || height <= 0) {
      throw new BadDataException(
          name, "is damaged: its header says %s x %s pixels; remove it".formatted(height, width));
    }
    if ((long) width * height > MOST_PIXELS) {
      throw new BadDataException(
          name,
          String.format(
              Locale.ROOT,
              "would unpack to %s x %s pixels, expected at most %,d in all; scale it down or remove it",
              height,
              width,
              MOST_PIXELS));
    }
    if (!png && samples != 1 && samples != 3 && samples != 4) {
      throw new BadDataException(
          name, "is a JPEG of %s components, expected 1, 3 or 4; remove it".formatted(samples));
    }
    return this;
  }
}
