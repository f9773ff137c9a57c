package org.leap.jobs.formats.tables;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.leap.jobs.formats.Collected.assertBad;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
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
import org.leap.jobs.formats.images.ImageFiles;
import org.leap.jobs.formats.images.ImagesSource;

/** Encoded images in Parquet, in the schemas that Hugging Face and Spark's binaryFile write. */
class EncodedColumnsTest {
  private static final MessageType HUGGING_FACE =
      MessageTypeParser.parseMessageType(
          "message schema { optional group image { optional binary bytes; optional binary path (STRING); }"
              + " optional int64 label; }");
  private static final MessageType BINARY_FILE =
      MessageTypeParser.parseMessageType(
          "message spark_schema { optional binary path (STRING); optional int64 length;"
              + " optional binary content; optional binary label (STRING); }");
  private static final String NOTE =
      "{\"info\": {\"features\": {\"image\": {\"_type\": \"Image\"},"
          + " \"label\": {\"names\": [\"wolf\", \"ant\", \"bee\"], \"_type\": \"ClassLabel\"}}}}";

  @TempDir Path folder;

  private static byte[] png(int side, int rgb) throws IOException {
    return ImageFiles.encoded(ImageFiles.plain(side, side, rgb), "png");
  }

  private static Group image(byte[] bytes, String path, Integer label) {
    Group row = new SimpleGroup(HUGGING_FACE);
    Group image = row.addGroup("image");
    if (bytes != null) {
      image.add("bytes", Binary.fromConstantByteArray(bytes));
    }
    if (path != null) {
      image.add("path", path);
    }
    if (label != null) {
      row.add("label", (long) label);
    }
    return row;
  }

  private String write(String name, MessageType schema, Map<String, String> notes, Group... rows)
      throws IOException {
    return ParquetFiles.write(folder.resolve(name), schema, notes, 1 << 20, rows);
  }

  private static Source open(String train, OptionalInt size, OptionalInt channels, String... names)
      throws IOException {
    return ParquetSource.open(
        Map.of(Subset.TRAIN, train),
        new ParquetSource.Columns("label", List.of(names), size, channels),
        List.of(),
        new Configuration(false));
  }

  private static Source open(String train, String... names) throws IOException {
    return open(train, OptionalInt.empty(), OptionalInt.empty(), names);
  }

  private String inFolder(String name, byte[] content) throws IOException {
    Path file = folder.resolve("images/" + name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    return folder + "/images";
  }

  @Test
  void imagesHaveTheBitsOfTheSameFilesInAFolder() throws IOException {
    byte[] square = png(5, 0x336699);
    byte[] wide = ImageFiles.encoded(ImageFiles.plain(9, 6, 0xa0b0c0), "jpg");
    inFolder("0/a.png", square);
    String images = inFolder("1/b.jpg", wide);
    String file =
        write("a.parquet", HUGGING_FACE, Map.of(), image(square, "a.png", 0), image(wide, null, 1));
    OptionalInt size = OptionalInt.of(4);
    for (OptionalInt channels : List.of(OptionalInt.of(1), OptionalInt.empty())) {
      Source source = open(file, size, channels);
      Collected inTable = Collected.of(source, Subset.TRAIN);
      Source of =
          ImagesSource.open(Map.of(Subset.TRAIN, images), size, channels, new Configuration(false));
      Collected inFolder = Collected.of(of, Subset.TRAIN);
      assertEquals(of.shape(), source.shape());
      assertEquals(of.classNames(), source.classNames());
      assertEquals(inFolder.labels(), inTable.labels());
      for (int i = 0; i < 2; i++) {
        assertArrayEquals(inFolder.features().get(i), inTable.features().get(i));
      }
    }
  }

  @Test
  void filesInABinaryColumnAreImages() throws IOException {
    Group[] rows = new Group[2];
    for (int i = 0; i < rows.length; i++) {
      rows[i] =
          new SimpleGroup(BINARY_FILE)
              .append("path", "file:/x/%s.png".formatted(i))
              .append("content", Binary.fromConstantByteArray(png(3, i)))
              .append("label", i == 0 ? "wolf" : "ant");
    }
    String file = write("a.parquet", BINARY_FILE, Map.of(), rows);
    Source source = open(file, "content");
    assertEquals(List.of("ant", "wolf"), source.classNames());
    assertEquals(3, source.shape().height());
    assertEquals(List.of(1, 0), Collected.of(source, Subset.TRAIN).labels());
  }

  @Test
  void classLabelsHaveTheirNamesInTheOrderOfTheirNumbers() throws IOException {
    String file =
        write(
            "a.parquet",
            HUGGING_FACE,
            Map.of("huggingface", NOTE),
            image(png(2, 1), "x", 1),
            image(png(2, 2), "y", 0),
            image(png(2, 3), "z", -1),
            image(png(2, 4), "u", 3));
    Source source = open(file);
    assertEquals(List.of("wolf", "ant"), source.classNames());
    Collected read = Collected.of(source, Subset.TRAIN);
    assertEquals(List.of(1, 0), read.labels());
    assertEquals(
        List.of(
            file
                + ": row 2: column \"label\" holds -1, which is none of the 3 classes that the file names, 0 to 2",
            file
                + ": row 3: column \"label\" holds 3, which is none of the 3 classes that the file names, 0 to 2"),
        read.bad());
  }

  @Test
  void filesWithOtherClassesAreRefused() throws IOException {
    Map<String, String> note = Map.of("huggingface", NOTE);
    write("set/a.parquet", HUGGING_FACE, note, image(png(2, 1), "", 0), image(png(2, 1), "", 1));
    String other =
        write(
            "set/b.parquet",
            HUGGING_FACE,
            Map.of("huggingface", NOTE.replace("bee", "cat")),
            image(png(2, 1), "", 0));
    assertBad(
        () -> open(folder + "/set"),
        other
            + ": names the classes of column \"label\" [wolf, ant, cat], the training set [wolf, ant, bee]; write all files");
    String broken =
        write("c.parquet", HUGGING_FACE, Map.of("huggingface", "{"), image(png(2, 1), "", 0));
    assertBad(
        () -> open(broken), broken + ": the note huggingface among its metadata is not JSON:");
  }

  @Test
  void whatIsNoImageIsNamedByRowColumnAndPath() throws IOException {
    byte[] whole = png(8, 0x123456);
    Group nothing = new SimpleGroup(HUGGING_FACE);
    nothing.add("label", 0L);
    String file =
        write(
            "a.parquet",
            HUGGING_FACE,
            Map.of(),
            nothing,
            image(whole, "a.png", 0),
            image(Arrays.copyOf(whole, whole.length - 20), "cut.png", 0),
            image(null, "gone.png", 1),
            image(png(4, 1), "small.png", 1),
            image(whole, "b.png", 1),
            image(whole, "b.png", null));
    Collected read = Collected.of(open(file), Subset.TRAIN);
    assertEquals(List.of(0, 1), read.labels());
    String[] expected = {
      ": row 0: column \"image\" is null; fill it in",
      ": row 2: column \"image\" (cut.png): is a damaged image: it ends within the chunk at byte",
      ": row 3: column \"image\" has an image (gone.png) without bytes; write the bytes of the files into the table",
      ": row 4: column \"image\" (small.png): is 4 x 4, but "
          + file
          + ": row 1: column \"image\" (a.png) is 8 x 8 (height x width); set data.size",
      ": row 6: column \"label\" is null"
    };
    assertEquals(expected.length, read.bad().size());
    for (int i = 0; i < expected.length; i++) {
      String bad = read.bad().get(i);
      assertEquals(file + expected[i], bad.substring(0, file.length() + expected[i].length()));
    }
  }

  @Test
  void sizesOfWhatIsNoFileAreRefused() throws IOException {
    MessageType numbers =
        MessageTypeParser.parseMessageType(
            "message m { required double x; required int32 label; }");
    String file =
        write(
            "a.parquet",
            numbers,
            Map.of(),
            new SimpleGroup(numbers).append("x", 1.0).append("label", 0));
    assertBad(
        () -> open(file, OptionalInt.of(8), OptionalInt.empty()),
        file + ": column \"x\" is required double x, not JPEG or PNG files, which data.size");
  }
}
