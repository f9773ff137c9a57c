package org.leap.jobs.formats.images;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.leap.jobs.formats.Collected.assertBad;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.leap.jobs.formats.MemoryBound;

class ImageDecoderTest {
  private static final int ORANGE = 0xff8020;

  private final ImageDecoder decoder = new ImageDecoder();

  @AfterEach
  void close() {
    decoder.close();
  }

  private void assertColours(byte[] file, int tolerance, int... expected) throws IOException {
    Planes planes = decoder.decode("x", file);
    assertEquals(expected.length, planes.channels());
    for (int c = 0; c < expected.length; c++) {
      assertEquals(
          expected[c], planes.value(c, planes.height() / 2, planes.width() / 2), tolerance);
    }
  }

  @Test
  void coloursOfJpegAndPng() throws IOException {
    BufferedImage orange = ImageFiles.plain(20, 10, ORANGE);
    assertColours(ImageFiles.encoded(orange, "png"), 0, 255, 128, 32);
    assertColours(ImageFiles.encoded(orange, "jpg"), 2, 255, 128, 32);
  }

  @Test
  void greyValuesAreThoseStored() throws IOException {
    BufferedImage grey = new BufferedImage(9, 9, BufferedImage.TYPE_BYTE_GRAY);
    BufferedImage deep = new BufferedImage(9, 9, BufferedImage.TYPE_USHORT_GRAY);
    for (int i = 0; i < 81; i++) {
      grey.getRaster().setSample(i % 9, i / 9, 0, 100);
      deep.getRaster().setSample(i % 9, i / 9, 0, 100 * 256 + 77);
    }
    assertColours(ImageFiles.encoded(grey, "png"), 0, 100);
    assertColours(ImageFiles.encoded(grey, "jpg"), 1, 100);
    assertColours(ImageFiles.encoded(deep, "png"), 0, 100);
  }

  @Test
  void imagesOfOtherKindsAreCalledByTheirNames() throws IOException {
    byte[] gif = ImageFiles.encoded(ImageFiles.plain(3, 3, ORANGE), "gif");
    assertBad(
        () -> decoder.decode("x", gif),
        "x: is a GIF image, expected JPEG or PNG; convert it, remove it or set data.onBadRecord: skip");
    byte[] tiff = ImageFiles.encoded(ImageFiles.plain(3, 3, ORANGE), "tiff");
    assertBad(() -> decoder.decode("x", tiff), "x: is a TIFF image, expected JPEG or PNG;");
    byte[] bmp = ImageFiles.encoded(ImageFiles.plain(3, 3, ORANGE), "bmp");
    assertBad(() -> decoder.decode("x", bmp), "x: is a BMP image, expected JPEG or PNG;");
    byte[] webp = "RIFF$\0\0\0WEBPVP8 ".getBytes(UTF_8);
    assertBad(() -> decoder.decode("x", webp), "x: is a WebP image, expected JPEG or PNG;");
    byte[] avif = "\0\0\0 ftypavif\0\0\0\0".getBytes(UTF_8);
    assertBad(() -> decoder.decode("x", avif), "x: is an AVIF image, expected JPEG or PNG;");
  }

  @Test
  void alphaIsBlendedWithWhite() throws IOException {
    BufferedImage image = new BufferedImage(5, 5, BufferedImage.TYPE_4BYTE_ABGR);
    for (int i = 0; i < 25; i++) {
      image.setRGB(i % 5, i / 5, 0x80ff0000);
    }
    assertColours(ImageFiles.encoded(image, "png"), 0, 255, 127, 127);
  }

  @Test
  void paletteBecomesColours() throws IOException {
    BufferedImage image = new BufferedImage(5, 5, BufferedImage.TYPE_BYTE_INDEXED);
    image.createGraphics().drawImage(ImageFiles.plain(5, 5, 0xff0000), 0, 0, null);
    assertColours(ImageFiles.encoded(image, "png"), 0, 255, 0, 0);
  }

  /** Inks are stored inverted, so that 255 is none. */
  @Test
  void cmykBecomesColours() throws IOException {
    assertColours(ImageFiles.fourComponents(16, 16, 0, 255, 128, 32, 255), 3, 255, 128, 32);
    assertColours(ImageFiles.fourComponents(16, 16, 0, 255, 128, 32, 128), 3, 128, 64, 16);
  }

  /** Orange as Y, Cb, Cr is the complement of the stored inks. */
  @Test
  void ycckBecomesColours() throws IOException {
    int red = 255 - 255;
    int green = 255 - 128;
    int blue = 255 - 32;
    int y = (int) Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
    int cb = (int) Math.round(128 + (blue - y) / 1.772);
    int cr = (int) Math.round(128 + (red - y) / 1.402);
    assertColours(ImageFiles.fourComponents(16, 16, 2, y, cb, cr, 255), 4, 255, 128, 32);
  }

  @Test
  void truncatedImagesAreRefused() throws IOException {
    BufferedImage noise = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 64 * 64; i++) {
      noise.setRGB(i % 64, i / 64, i * 2654435);
    }
    for (String format : new String[] {"jpg", "png"}) {
      byte[] whole = ImageFiles.encoded(noise, format);
      for (int part = 1; part < 16; part++) {
        byte[] cut = Arrays.copyOf(whole, whole.length * part / 16);
        assertBad(() -> decoder.decode("cat/1." + format, cut), "cat/1." + format + ": ");
      }
      byte[] half = Arrays.copyOf(whole, whole.length / 2);
      assertBad(() -> decoder.decode("x", half), "x: is a damaged image: ");
      decoder.decode("x", whole);
    }
  }

  @Test
  void damagedHuffmanCodesAreRefused() throws IOException {
    byte[] file = ImageFiles.encoded(ImageFiles.plain(64, 64, ORANGE), "jpg");
    Arrays.fill(file, file.length - 40, file.length - 20, (byte) 0xfe);
    assertBad(() -> decoder.decode("x.jpg", file), "x.jpg: is a damaged image: Corrupt JPEG data");
  }

  @Test
  void otherFilesAreRefused() {
    assertBad(
        () -> decoder.decode("cat/notes.txt", "hello, world".getBytes(UTF_8)),
        "cat/notes.txt: is not a JPEG or PNG image (it begins with 0x68656c6c6f2c2077); remove it or set data.onBadRecord: skip");
    assertBad(
        () -> decoder.decode("a.png", new byte[0]), "a.png: is empty, expected a JPEG or PNG");
  }

  @Test
  void bombsAreRefusedByTheirHeader() throws IOException {
    byte[] png = ImageFiles.encoded(ImageFiles.plain(4, 4, ORANGE), "png");
    ByteBuffer.wrap(png).putInt(16, 60_000).putInt(20, 60_000);
    assertBad(
        () -> decoder.decode("bomb.png", png),
        "bomb.png: would unpack to 60000 x 60000 pixels, expected at most 50,000,000 in all");
    byte[] jpeg = ImageFiles.encoded(ImageFiles.plain(8, 8, ORANGE), "jpg");
    for (int i = 0; i < jpeg.length; i++) {
      if ((jpeg[i] & 0xff) == 0xff && (jpeg[i + 1] & 0xff) == 0xc0) {
        ByteBuffer.wrap(jpeg).putShort(i + 5, (short) 65_000).putShort(i + 7, (short) 65_000);
        break;
      }
    }
    assertBad(
        () -> decoder.decode("bomb.jpg", jpeg), "bomb.jpg: would unpack to 65000 x 65000 pixels");
  }

  /** Samples 0, 1, 2 and so on, which spread over black to white. */
  @Test
  void greyOfFewBitsIsGrey() throws IOException {
    int[] bits = {1, 2, 4, 8, 16};
    byte[][] rows = {{0x40}, {0x1b}, {0x01, 0x23}, {0, 1, 2, 3}, {0, 9, 1, 9, 2, 9, 3, 9}};
    int[][] shades = {
      {0, 255, 0, 0}, {0, 85, 170, 255}, {0, 17, 34, 51}, {0, 1, 2, 3}, {0, 1, 2, 3}
    };
    for (int i = 0; i < bits.length; i++) {
      Planes planes =
          decoder.decode("x", PngFiles.of(4, 2, bits[i], PngFiles.GREY, rows[i], new byte[0]));
      assertEquals(1, planes.channels(), bits[i] + " bits");
      for (int x = 0; x < 4; x++) {
        assertEquals(shades[i][x], planes.value(0, 1, x), bits[i] + " bits");
      }
    }
  }

  @Test
  void damagedChunksAreRefused() throws IOException {
    byte[] whole = PngFiles.of(4, 2, 2, PngFiles.PALETTE, new byte[] {0x1b}, new byte[12]);
    assertEquals(3, decoder.decode("x.png", whole).channels());
    for (String chunk : new String[] {"PLTE", "IHDR", "IDAT", "IEND"}) {
      byte[] file = whole.clone();
      int at = PngFiles.content(file, chunk);
      file[chunk.equals("IHDR") ? at + 3 : at + 2] ^= 1;
      assertBad(
          () -> decoder.decode("x.png", file),
          "x.png: is a damaged image: the checksum of its chunk %s at byte %s is wrong; replace it"
              .formatted(chunk, at - 8));
    }
    byte[] title = whole.clone();
    title[PngFiles.content(title, "tEXt")] ^= 1;
    assertEquals(3, decoder.decode("x.png", title).channels());
    byte[] cut = Arrays.copyOf(whole, whole.length - 14);
    assertBad(
        () -> decoder.decode("x.png", cut),
        "x.png: is a damaged image: it ends within the chunk at byte "
            + (PngFiles.content(whole, "IDAT") - 8));
  }

  @Test
  void picturesThatDoNotFitIntoMemoryAreRefusedBeforeTheyAreDecoded() throws IOException {
    byte[] deep = PngFiles.of(7071, 7071, 16, PngFiles.RGB, new byte[7071 * 6], new byte[0]);
    try (ImageDecoder small = new ImageDecoder(new MemoryBound(300_000_000))) {
      assertBad(
          () -> small.decode("deep.png", deep),
          "deep.png: the decoded image would take 449,991,369 bytes of memory, this process has 300,000,000; scale it down");
    }
    byte[] jpeg = ImageFiles.encoded(ImageFiles.plain(80, 50, ORANGE), "jpg");
    try (ImageDecoder tiny = new ImageDecoder(new MemoryBound(20_000))) {
      assertBad(
          () -> tiny.decode("a.jpg", jpeg), "a.jpg: the decoded image would take 24,000 bytes");
    }
  }
}
