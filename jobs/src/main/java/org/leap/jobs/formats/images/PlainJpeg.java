package org.leap.jobs.formats.images;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

/**
 * A JPEG in whose place Java's reader decodes another, so that it comes to the colours that libjpeg
 * does, and with it most programs. By itself the reader converts by a colour profile, and where
 * neither JFIF nor Adobe says what three components are, it takes some luminance and chrominance
 * for red, green and blue.
 */
final class PlainJpeg {
  private static final byte[] JFIF =
      HexFormat.of().parseHex("ffe000104a46494600010100000100010000");
  private static final int APP0 = 0xe0;
  private static final int APP2 = 0xe2;

  /** Of a segment that no reader looks at. */
  private static final int APP15 = 0xef;

  private static final byte[] PROFILE = "ICC_PROFILE\0".getBytes(ISO_8859_1);
  private static final byte[] OF_JFIF = "JFIF\0".getBytes(ISO_8859_1);
  private static final byte[] OF_ADOBE = "Adobe".getBytes(ISO_8859_1);

  /** The numbers of three components that Java's reader and libjpeg take for the same. */
  private static final Set<Integer> KNOWN = Set.of(0x010203, 0x524742);

  private final byte[] file;
  private byte[] plain;
  private boolean told;
  private boolean known = true;

  private PlainJpeg(byte[] file) {
    this.file = file;
    this.plain = file;
  }

  /** The file itself where there is nothing to change. */
  static byte[] of(byte[] file) {
    PlainJpeg jpeg = new PlainJpeg(file);
    try {
      jpeg.walk(ByteBuffer.wrap(file).position(2));
    } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
      return file; // the reader says what is wrong with it
    }
    return jpeg.told || jpeg.known ? jpeg.plain : jpeg.withJfif();
  }

  private void walk(ByteBuffer in) {
    int marker = ImageHeader.marker(in);
    while (marker != ImageHeader.START_OF_SCAN && marker != ImageHeader.END_OF_IMAGE) {
      if (!ImageHeader.standsAlone(marker)) {
        int length = in.getShort(in.position()) & 0xffff;
        segment(marker, in.position() + 2);
        in.position(in.position() + length);
      }
      marker = ImageHeader.marker(in);
    }
  }

  private void segment(int marker, int at) {
    told |=
        (marker == APP0 && begins(at, OF_JFIF))
            || (marker == ImageHeader.ADOBE && begins(at, OF_ADOBE));
    if (marker == APP2 && begins(at, PROFILE)) {
      plain = plain == file ? file.clone() : plain;
      plain[at - 3] = (byte) APP15;
    }
    if (ImageHeader.isFrame(marker)) {
      known =
          file[at + 5] != 3
              || KNOWN.contains(file[at + 6] << 16 | file[at + 9] << 8 | file[at + 12]);
    }
  }

  private boolean begins(int at, byte[] text) {
    return Arrays.equals(file, at, Math.min(file.length, at + text.length), text, 0, text.length);
  }

  private byte[] withJfif() {
    byte[] longer = Arrays.copyOf(plain, plain.length + JFIF.length);
    System.arraycopy(plain, 2, longer, 2 + JFIF.length, plain.length - 2);
    System.arraycopy(JFIF, 0, longer, 2, JFIF.length);
    return longer;
  }
}
