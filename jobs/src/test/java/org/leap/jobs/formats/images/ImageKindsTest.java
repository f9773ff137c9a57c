package org.leap.jobs.formats.images;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.jobs.formats.Collected;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;
import org.leap.jobs.formats.tables.ParquetFiles;
import org.leap.jobs.formats.tables.ParquetSource;

/** The kinds of images that docs/data.md tells of, each in a folder and in a column of Parquet. */
class ImageKindsTest {
  private static final int WIDTH = 16;
  private static final int HEIGHT = 8;
  private static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          "message m { required binary content; required binary label (STRING); }");
  private static final String WEBP = "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==";

  @TempDir Path folder;

  /** Reads files by their names from a folder, and finds a table of them to be the same. */
  private Collected read(Map<String, byte[]> files) throws IOException {
    List<Group> rows = new ArrayList<>();
    Map<String, byte[]> all = new TreeMap<>();
    files.forEach((name, file) -> all.put("any/" + name, file));
    all.put("other/0.jpg", jpeg(0));
    for (var file : all.entrySet()) {
      Path path = folder.resolve("images/" + file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
      rows.add(
          new SimpleGroup(SCHEMA)
              .append("content", Binary.fromConstantByteArray(file.getValue()))
              .append("label", path.getParent().getFileName().toString()));
    }
    OptionalInt size = OptionalInt.of(HEIGHT);
    OptionalInt channels = OptionalInt.of(3);
    Configuration hadoop = new Configuration(false);
    Collected found =
        Collected.of(
            ImagesSource.open(Map.of(Subset.TRAIN, folder + "/images"), size, channels, hadoop),
            Subset.TRAIN);
    Source table =
        ParquetSource.open(
            Map.of(
                Subset.TRAIN,
                ParquetFiles.write(
                    folder.resolve("a.parquet"),
                    SCHEMA,
                    Map.of(),
                    1 << 20,
                    rows.toArray(Group[]::new))),
            new ParquetSource.Columns("label", List.of("content"), size, channels),
            List.of(),
            hadoop);
    Collected inTable = Collected.of(table, Subset.TRAIN);
    assertArrayEquals(found.features().toArray(), inTable.features().toArray());
    assertEquals(reasons(found), reasons(inTable));
    found.features().remove(found.features().size() - 1);
    return found;
  }

  private static List<String> reasons(Collected read) {
    return read.bad().stream().map(bad -> bad.substring(bad.indexOf(": is ") + 2)).toList();
  }

  private static byte[] jpeg(int rgb) throws IOException {
    return ImageFiles.encoded(ImageFiles.plain(WIDTH, HEIGHT, rgb), "jpg");
  }

  private static byte[] png(int bits, int colours, int[] samples, byte[] palette)
      throws IOException {
    ByteArrayOutputStream row = new ByteArrayOutputStream();
    for (int i = 0; i < WIDTH; i++) {
      Arrays.stream(samples).forEach(row::write);
    }
    byte[] packed =
        Arrays.copyOf(row.toByteArray(), WIDTH * samples.length * Math.min(8, bits) / 8);
    return PngFiles.of(WIDTH, HEIGHT, bits, colours, packed, palette);
  }

  private static byte[] png(int bits, int colours, int... samples) throws IOException {
    return png(bits, colours, samples, new byte[0]);
  }

  @Test
  void everyKindHasTheColoursThatThePageSays() throws IOException {
    BufferedImage grey = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      grey.getRaster().setSample(i % WIDTH, i / WIDTH, 0, 100);
    }
    Map<String, byte[]> files = new TreeMap<>();
    Map<String, int[]> colours = new TreeMap<>();
    files.put("grey.jpg", ImageFiles.encoded(grey, "jpg"));
    colours.put("grey.jpg", new int[] {100, 100, 100});
    files.put("grey.png", ImageFiles.encoded(grey, "png"));
    colours.put("grey.png", new int[] {100, 100, 100});
    files.put("cmyk.jpg", ImageFiles.fourComponents(WIDTH, HEIGHT, 0, 255, 128, 32, 128));
    colours.put("cmyk.jpg", new int[] {128, 64, 16});
    files.put("ycck.jpg", ImageFiles.fourComponents(WIDTH, HEIGHT, 2, 100, 197, 57, 255));
    colours.put("ycck.jpg", new int[] {255, 128, 32});
    files.put("alpha.png", png(8, PngFiles.RGB_ALPHA, 255, 0, 0, 128));
    colours.put("alpha.png", new int[] {255, 127, 127});
    files.put("alphaOfGrey.png", png(8, PngFiles.GREY_ALPHA, 10, 0));
    colours.put("alphaOfGrey.png", new int[] {255, 255, 255});
    files.put(
        "palette.png", png(8, PngFiles.PALETTE, new int[] {1}, new byte[] {0, 0, 0, 7, 8, 9}));
    colours.put("palette.png", new int[] {7, 8, 9});
    files.put("fourBits.png", png(4, PngFiles.GREY, 0x33));
    colours.put("fourBits.png", new int[] {51, 51, 51});
    files.put("deepGrey.png", png(16, PngFiles.GREY, 100, 255));
    colours.put("deepGrey.png", new int[] {100, 100, 100});
    files.put("deep.png", png(16, PngFiles.RGB, 255, 255, 128, 200, 32, 250));
    colours.put("deep.png", new int[] {255, 128, 32});
    files.put("deepAlpha.png", png(16, PngFiles.RGB_ALPHA, 255, 255, 0, 200, 0, 250, 128, 0));
    colours.put("deepAlpha.png", new int[] {255, 127, 127});
    Collected read = read(files);
    assertEquals(List.of(), read.bad());
    int place = 0;
    for (var expected : colours.entrySet()) {
      byte[] planes = read.features().get(place++);
      int tolerance = expected.getKey().endsWith("jpg") ? 4 : 0;
      for (int c = 0; c < 3; c++) {
        int value = planes[c * HEIGHT * HEIGHT + 20] & 0xff;
        assertEquals(expected.getValue()[c], value, tolerance, expected.getKey());
      }
    }
  }

  @Test
  void otherKindsAreBadRecordsByTheirNames() throws IOException {
    BufferedImage red = ImageFiles.plain(WIDTH, HEIGHT, 0xff0000);
    Map<String, byte[]> files = new TreeMap<>();
    files.put("0.jpg", jpeg(0xff0000));
    files.put("1.gif", ImageFiles.encoded(red, "gif"));
    files.put("2.jpg", animation(red, ImageFiles.plain(WIDTH, HEIGHT, 0x00ff00)));
    files.put("3.webp", Base64.getDecoder().decode(WEBP));
    files.put("4.tif", ImageFiles.encoded(red, "tiff"));
    files.put("5.bmp", ImageFiles.encoded(red, "bmp"));
    files.put("6.avif", "\0\0\0\34ftypavif\0\0\0\0avifmif1miaf".getBytes(ISO_8859_1));
    files.put("7.heic", "\0\0\0\30ftypheic\0\0\0\0mif1heic".getBytes(ISO_8859_1));
    Collected read = read(files);
    assertEquals(1, read.features().size());
    String advice = ", expected JPEG or PNG; convert it, remove it or set data.onBadRecord: skip";
    List<String> kinds =
        List.of("a GIF", "a GIF", "a WebP", "a TIFF", "a BMP", "an AVIF", "a HEIC");
    assertEquals(
        kinds.stream().map(kind -> "is " + kind + " image" + advice).toList(), reasons(read));
    assertTrue(read.bad().get(1).startsWith(folder + "/images/any/2.jpg: "), read.bad().get(1));
  }

  private static byte[] animation(BufferedImage... frames) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.prepareWriteSequence(null);
      for (BufferedImage frame : frames) {
        writer.writeToSequence(new IIOImage(frame, null, null), null);
      }
      writer.endWriteSequence();
    }
    writer.dispose();
    return bytes.toByteArray();
  }

  /** Red and blue halves, which no turn or mirror leaves as they are. */
  @Test
  void orientationTurnsNothing() throws IOException {
    BufferedImage halves = ImageFiles.plain(WIDTH, HEIGHT, 0xff0000);
    for (int i = 0; i < WIDTH * HEIGHT / 2; i++) {
      halves.setRGB(i % (WIDTH / 2), i / (WIDTH / 2), 0x0000ff);
    }
    for (int x = 0; x < WIDTH; x++) {
      halves.setRGB(x, 0, 0);
    }
    byte[] plain = ImageFiles.encoded(halves, "jpg");
    Map<String, byte[]> files = new TreeMap<>(Map.of("0.jpg", plain));
    for (int tag = 1; tag <= 8; tag++) {
      byte[] exif =
          "Exif\0\0MM\0*\0\0\0\10\0\1\1\22\0\3\0\0\0\1\0?\0\0\0\0\0\0".getBytes(ISO_8859_1);
      exif[exif.length - 7] = (byte) tag;
      // Cameras write it in place of JFIF's segment, programs behind that.
      files.put(tag + ".jpg", JpegSegments.insert(plain, 0xe1, exif));
      files.put(
          tag + "only.jpg", JpegSegments.insert(JpegSegments.without(plain, 0xe0), 0xe1, exif));
    }
    Collected read = read(files);
    assertEquals(17, read.features().size(), read.bad().toString());
    read.features().forEach(picture -> assertArrayEquals(read.features().get(0), picture));
  }

  @Test
  void colourProfilesAreIgnored() throws IOException {
    byte[] plain = jpeg(0xff8020);
    byte[] linear = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    byte[] grey = ICC_Profile.getInstance(ColorSpace.CS_GRAY).getData();
    Collected read =
        read(
            Map.of(
                "0.jpg", plain,
                "linear.jpg", JpegSegments.insert(plain, 0xe2, JpegSegments.profile(linear)),
                // A profile of something else does no harm, either.
                "grey.jpg", JpegSegments.insert(plain, 0xe2, JpegSegments.profile(grey))));
    assertEquals(3, read.features().size(), read.bad().toString());
    read.features().forEach(picture -> assertArrayEquals(read.features().get(0), picture));
  }

  /** As libjpeg does it: without a word it is luminance and chrominance, unless it says R, G, B. */
  @Test
  void componentsOfAnyNumbersAreLuminanceAndChrominance() throws IOException {
    byte[] plain = JpegSegments.full(ImageFiles.plain(WIDTH, HEIGHT, 0xff8020));
    byte[] bare = JpegSegments.without(plain, 0xe0);
    byte[] exif = "Exif\0\0MM\0*\0\0\0\10\0\0\0\0\0\0".getBytes(ISO_8859_1);
    byte[] numbered = JpegSegments.numbered(bare, 0, 1, 2);
    Collected read =
        read(
            Map.of(
                "0.jpg", plain,
                "1.jpg", bare,
                "2.jpg", numbered,
                "3.jpg", JpegSegments.insert(numbered, 0xe1, exif),
                "4.jpg", JpegSegments.numbered(bare, 'R', 'G', 'B')));
    assertEquals(5, read.features().size(), read.bad().toString());
    for (int i = 1; i < 4; i++) {
      assertArrayEquals(read.features().get(0), read.features().get(i), "file " + i);
    }
    assertFalse(Arrays.equals(read.features().get(0), read.features().get(4)));
  }
}
