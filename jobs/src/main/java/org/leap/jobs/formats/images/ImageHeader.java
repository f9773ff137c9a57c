package org.leap.jobs.formats.images;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.text.Quoted;

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
  static final int START_OF_SCAN = 0xda;
  static final int END_OF_IMAGE = 0xd9;
  static final int ADOBE = 0xee;
  private static final int ADOBE_BYTES = 12;

  /** Of a chunk of a PNG: length and type before the content, CRC after it. */
  private static final int FRAME = 12;

  private static final int LOWER_CASE = 0x20;
  private static final int TRANSPARENCY = 0x74524e53; // tRNS
  private static final int END = 0x49454e44; // IEND

  /** More than any picture for training has; decoded it takes a few hundred megabytes. */
  private static final long MOST_PIXELS = 50_000_000;

  /** Reads the first bytes of a file. */
  static ImageHeader read(String name, byte[] file) {
    if (file.length == 0) {
      throw new BadDataException(name, "is empty, expected a JPEG or PNG image; remove it");
    }
    byte[] magic = Arrays.copyOf(file, Math.min(file.length, PNG.length));
    ByteBuffer in = ByteBuffer.wrap(file);
    try {
      if (file.length > 1 && (in.getShort() & 0xffff) == START_OF_IMAGE) {
        return jpeg(name, in).checked(name);
      }
      if (Arrays.equals(magic, PNG)) {
        // After length and type of the first chunk, which is always the header.
        return png(in.position(PNG.length + 8)).checked(name);
      }
    } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new BadDataException(
          name, "ends within the header of the image, too early; copy the file again", e);
    }
    String other = other(file);
    if (other != null) {
      throw new BadDataException(
          name,
          "is %s image, expected JPEG or PNG; convert it, remove it or set data.onBadRecord: skip"
              .formatted(other));
    }
    throw new BadDataException(
        name,
        "is not a JPEG or PNG image (it begins with 0x%s); remove it or set data.onBadRecord: skip"
            .formatted(HexFormat.of().formatHex(magic)));
  }

  /**
   * What else it is, by the first bytes that files of other kinds have; null if that is unknown.
   */
  private static String other(byte[] file) {
    String begin = new String(file, 0, Math.min(file.length, 12), ISO_8859_1);
    if (begin.matches("(?s)GIF8[79]a.*")) {
      return "a GIF";
    }
    if (begin.matches("(?s)RIFF.{4}WEBP")) {
      return "a WebP";
    }
    if (begin.matches("(?s)(II\\*\0|MM\0\\*).*")) {
      return "a TIFF";
    }
    if (begin.matches("(?s).{4}ftyp(avif|avis)")) {
      return "an AVIF";
    }
    if (begin.matches("(?s).{4}ftyp(heic|heix|mif1)")) {
      return "a HEIC";
    }
    return begin.startsWith("BM") ? "a BMP" : null;
  }

  private static ImageHeader png(ByteBuffer in) {
    int width = in.getInt();
    int height = in.getInt();
    int bits = in.get() & 0xff;
    int colours = in.get() & 0xff;
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

  private static ImageHeader jpeg(String name, ByteBuffer in) {
    boolean ycck = false;
    while (true) {
      int marker = marker(in);
      if (marker == START_OF_SCAN || marker == END_OF_IMAGE) {
        throw new BadDataException(name, "is a damaged JPEG: it has no frame header; remove it");
      }
      if (standsAlone(marker)) {
        continue;
      }
      int length = Math.max(0, (in.getShort() & 0xffff) - 2);
      int at = in.position();
      if (isFrame(marker)) {
        int height = in.getShort(at + 1) & 0xffff;
        int width = in.getShort(at + 3) & 0xffff;
        return new ImageHeader(false, width, height, in.get(at + 5) & 0xff, 8, false, ycck);
      }
      if (marker == ADOBE && length >= ADOBE_BYTES) {
        ycck = in.get(at + ADOBE_BYTES - 1) == 2;
      }
      in.position(at + length);
    }
  }

  /** The next one, behind which the buffer then stands. */
  static int marker(ByteBuffer in) {
    int previous = 0;
    while (true) {
      int next = in.get() & 0xff;
      if (previous == 0xff && next != 0xff && next != 0) {
        return next;
      }
      previous = next;
    }
  }

  /** Without a length and content. */
  static boolean standsAlone(int marker) {
    return (marker >= 0xd0 && marker <= 0xd7) || marker == 0x01;
  }

  /** C4, C8 and CC are tables and an extension. */
  static boolean isFrame(int marker) {
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
          "would unpack to %s x %s pixels, expected at most %,d in all; scale it down or remove it",
          height,
          width,
          MOST_PIXELS);
    }
    if (!png && samples != 1 && samples != 3 && samples != 4) {
      throw new BadDataException(
          name, "is a JPEG of %s components, expected 1, 3 or 4; remove it".formatted(samples));
    }
    return this;
  }

  /** Compares the checksums of a PNG's chunks, which Java's reader passes over. */
  static void checkChunks(String name, byte[] file) {
    ByteBuffer buffer = ByteBuffer.wrap(file);
    int at = PNG.length;
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
