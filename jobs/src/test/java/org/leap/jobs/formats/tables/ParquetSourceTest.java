package org.leap.jobs.formats.tables;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
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

/** The schemas are those that Spark 3.5 writes. */
class ParquetSourceTest {
  private static final String ARRAY =
      "optional group f (LIST) { repeated group list { optional double element; } }";
  private static final String VECTOR =
      "optional group f { required int32 type (INTEGER(8,true)); optional int32 size;"
          + " optional group indices (LIST) { repeated group list { required int32 element; } }"
          + " optional group values (LIST) { repeated group list { required double element; } } }";
  private static final String IMAGE =
      "optional group f { optional binary origin (STRING); required int32 height;"
          + " required int32 width; required int32 nChannels; required int32 mode;"
          + " required binary data; }";

  @TempDir Path folder;

  private MessageType schema;

  private void schema(String... fields) {
    schema =
        MessageTypeParser.parseMessageType(
            "message spark_schema { " + String.join(" ", fields) + " }");
  }

  private Group row(Object label) {
    Group row = new SimpleGroup(schema);
    if (label instanceof Integer number) {
      row.add("label", number);
    } else if (label != null) {
      row.add("label", label.toString());
    }
    return row;
  }

  private static void fill(Group list, double... values) {
    for (double value : values) {
      list.addGroup(0).add(0, value);
    }
  }

  private Group array(Object label, double... values) {
    Group row = row(label);
    fill(row.addGroup("f"), values);
    return row;
  }

  private Group image(String label, int height, int width, int channels, int... data) {
    Group row = row(label);
    byte[] bytes = new byte[data.length];
    for (int i = 0; i < data.length; i++) {
      bytes[i] = (byte) data[i];
    }
    row.addGroup("f")
        .append("height", height)
        .append("width", width)
        .append("nChannels", channels)
        .append("mode", 16)
        .append("data", Binary.fromConstantByteArray(bytes));
    return row;
  }

  private String write(String name, long rowGroupBytes, Group... rows) throws IOException {
    return ParquetFiles.write(folder.resolve(name), schema, Map.of(), rowGroupBytes, rows);
  }

  private String write(Group... rows) throws IOException {
    return write("a.parquet", 1 << 20, rows);
  }

  private static Source open(String train, String... features) throws IOException {
    return labelled("label", train, features);
  }

  private static Source labelled(String label, String train, String... features)
      throws IOException {
    return ParquetSource.open(
        Map.of(Subset.TRAIN, train),
        new ParquetSource.Columns(
            label, List.of(features), OptionalInt.empty(), OptionalInt.empty()),
        List.of(),
        new Configuration(false));
  }

  private static Collected read(String train, String... features) throws IOException {
    return Collected.of(open(train, features), Subset.TRAIN);
  }

  @Test
  void columnsOfNumbersAreFeatures() throws IOException {
    schema(
        "required int32 label;", "optional double x;", "optional int64 y;", "optional boolean z;");
    String file =
        write(
            row(7).append("x", 0.5).append("y", 3L).append("z", true),
            row(-1).append("x", 1.5).append("y", -4L).append("z", false));
    assertEquals(List.of("-1", "7"), open(file).classNames());
    Collected read = read(file);
    assertEquals(List.of(1, 0), read.labels());
    assertEquals(List.of(0.5f, 3f, 1f), read.floats(0));
    assertEquals(List.of(-4f, 1.5f), read(file, "y", "x").floats(1));
  }

  @Test
  void arraysAreFeatures() throws IOException {
    schema("optional binary label (STRING);", ARRAY);
    String file = write(array("wolf", 1, 2), array("ant", 3, 4));
    assertEquals(List.of("ant", "wolf"), open(file).classNames());
    assertEquals(List.of(1, 0), read(file).labels());
    assertEquals(List.of(3f, 4f), read(file).floats(1));
  }

  @Test
  void raggedArraysAreNamedByRow() throws IOException {
    schema("optional binary label (STRING);", ARRAY);
    String file = write(array("a", 1, 2), array("b", 3, 4), array("b", 5), array("a", 6, 7));
    Collected read = read(file);
    assertEquals(List.of(0, 1, 0), read.labels());
    read.assertOneBad(
        file + ": row 2: column \"f\" has 1 values, expected 2 as in the first row; bring");
  }

  /** The older ways to write lists: of the numbers themselves, and of groups called otherwise. */
  @Test
  void arraysOfTwoLevelsAreFeatures() throws IOException {
    schema(
        "required int32 label;",
        "optional group f (LIST) { repeated float array; }",
        "optional group g (LIST) { repeated group bag { optional int64 array_element; } }");
    Group[] rows = {row(1), row(2)};
    for (Group row : rows) {
      row.addGroup("f").append("array", 0.5f).append("array", 1.5f);
      Group bag = row.addGroup("g");
      bag.addGroup(0).add(0, 3L);
      bag.addGroup(0).add(0, -4L);
    }
    String file = write(rows);
    assertEquals(List.of(0.5f, 1.5f), read(file, "f").floats(0));
    assertEquals(List.of(3f, -4f), read(file, "g").floats(0));
  }

  @Test
  void aNullInAnArrayIsNamedByItsPlace() throws IOException {
    schema("required int32 label;", ARRAY);
    Group holed = row(2);
    Group list = holed.addGroup("f");
    list.addGroup(0).add(0, 1.0);
    list.addGroup(0);
    Group[] rows = {row(1), holed, row(2)};
    fill(rows[0].addGroup("f"), 1, 2);
    fill(rows[2].addGroup("f"), 3, 4);
    String file = write(rows);
    read(file).assertOneBad(file + ": row 1: column \"f\": null at place 1");
  }

  @Test
  void aFileWithOtherTypesIsBadWhicheverComesFirst() throws IOException {
    schema("required int32 label;", "optional double f;");
    write("one/a.parquet", 1 << 20, row(1).append("f", 1.0), row(2).append("f", 2.0));
    write("two/b.parquet", 1 << 20, row(1).append("f", 1.0), row(2).append("f", 2.0));
    schema("required int32 label;", ARRAY);
    write("one/b.parquet", 1 << 20, array(1, 3), array(2, 4));
    write("two/a.parquet", 1 << 20, array(1, 3), array(2, 4));
    for (String first : List.of("one", "two")) {
      Collected read = read(folder.resolve(first).toString());
      assertEquals(List.of(0, 1), read.labels(), first);
      assertEquals(2, read.bad().size(), first);
      assertTrue(
          read.bad().get(0).contains("b.parquet: row 0: has other types of columns"),
          read.bad()::toString);
    }
  }

  @Test
  void aColumnThatIsRepeatedIsNoNumber() throws IOException {
    schema("required int32 label;", "repeated double f;");
    String file = write(row(1).append("f", 1.0).append("f", 2.0), row(2).append("f", 3.0));
    assertBad(() -> open(file, "f"), file + ": column \"f\" is repeated double f");
  }

  @Test
  void labelsThatAreNumbersAreWrittenAsTheirTypeWritesThem() throws IOException {
    for (String type : List.of("float", "double", "boolean", "int64")) {
      schema("required " + type + " label;", "required double x;");
      Group[] rows = {row(null), row(null)};
      for (int i = 0; i < rows.length; i++) {
        switch (type) {
          case "float" -> rows[i].add("label", i + 0.1f);
          case "double" -> rows[i].add("label", i + 0.1);
          case "boolean" -> rows[i].add("label", i == 1);
          default -> rows[i].add("label", (1L << 53) + 1 + i);
        }
        rows[i].add("x", 1.0);
      }
      List<String> expected =
          switch (type) {
            case "boolean" -> List.of("false", "true");
            case "int64" -> List.of("9007199254740993", "9007199254740994");
            default -> List.of("0.1", "1.1");
          };
      assertEquals(expected, open(write(type + ".parquet", 1 << 20, rows)).classNames(), type);
    }
  }

  /** As pandas, Polars and Arrow write columns of the types uint8 to uint64. */
  @Test
  void integersWithoutASignAreReadAsSuch() throws IOException {
    String list = " (LIST) { repeated group list { required ";
    schema(
        "required int32 label (INTEGER(32,false));",
        "required int64 kind (INTEGER(64,false));",
        "required int32 x (INTEGER(8,false));",
        "required group f" + list + "int32 element (INTEGER(32,false)); } }",
        "required group g" + list + "int64 element (INTEGER(64,false)); } }");
    Group[] rows = {row((int) 4_000_000_000L), row(5)};
    for (Group row : rows) {
      row.append("kind", row == rows[0] ? -1L : 7L).append("x", 200);
      row.addGroup("f").addGroup(0).add(0, (int) 4_294_967_295L);
      row.addGroup("g").addGroup(0).add(0, Long.MIN_VALUE);
    }
    String file = write(rows);
    assertEquals(List.of("5", "4000000000"), open(file, "x").classNames());
    assertEquals(List.of(1, 0), read(file, "x").labels());
    assertEquals(List.of(0x1p64f, 200f), read(file, "kind", "x").floats(0));
    assertEquals(List.of(0x1p32f), read(file, "f").floats(0));
    assertEquals(List.of(0x1p63f), read(file, "g").floats(0));
    assertEquals(List.of("7", "18446744073709551615"), labelled("kind", file, "x").classNames());
    assertEquals(
        List.of(4e9f), Collected.of(labelled("kind", file, "label"), Subset.TRAIN).floats(0));
  }

  @Test
  void vectorsAreFeatures() throws IOException {
    schema("optional binary label (STRING);", VECTOR);
    Group dense = row("a");
    Group vector = dense.addGroup("f").append("type", 1);
    fill(vector.addGroup("values"), 1, 2, 3);
    Group sparse = row("b");
    vector = sparse.addGroup("f").append("type", 0).append("size", 3);
    Group indices = vector.addGroup("indices");
    indices.addGroup(0).add(0, 2);
    fill(vector.addGroup("values"), 9);
    Collected read = read(write(dense, sparse));
    assertEquals(List.of(1f, 2f, 3f), read.floats(0));
    assertEquals(List.of(0f, 0f, 9f), read.floats(1));
  }

  /** Of a file that somebody else wrote. */
  @Test
  void aVectorOfNegativeSizeIsABadRow() throws IOException {
    schema("optional binary label (STRING);", VECTOR);
    Group dense = row("a");
    Group vector = dense.addGroup("f").append("type", 1);
    fill(vector.addGroup("values"), 1, 2, 3);
    Group odd = row("b");
    vector = odd.addGroup("f").append("type", 0).append("size", -1);
    vector.addGroup("indices");
    vector.addGroup("values");
    Group other = row("b");
    fill(other.addGroup("f").append("type", 1).addGroup("values"), 4, 5, 6);
    String file = write(dense, odd, other);
    read(file).assertOneBad(file + ": row 1: column \"f\": a vector of the size -1");
  }

  @Test
  void imagesBecomePlanesOfRedGreenAndBlue() throws IOException {
    schema("optional binary label (STRING);", IMAGE);
    String file =
        write(
            image("a", 1, 2, 3, 1, 2, 3, 4, 5, 6),
            image("b", 1, 2, 3, 7, 8, 9, 10, 11, 12),
            image("b", 2, 1, 3, 1, 2, 3, 4, 5, 6));
    Collected read = read(file);
    assertArrayEquals(new byte[] {3, 6, 2, 5, 1, 4}, read.features().get(0));
    assertEquals(2, open(file).shape().width());
    read.assertOneBad(
        file + ": row 2: column \"f\": the image is 2 x 1 x 3, expected 1 x 2 x 3 as in the first");
  }

  @Test
  void rowGroupsArePartsAndKeepTheirOrder() throws IOException {
    schema("required int32 label;", "required double x;");
    Group[] rows = new Group[5000];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = row(i % 3).append("x", (double) i);
    }
    rows[4000] = row(0).append("x", Double.NaN);
    String file = write("set/part-0.parquet", 2000, rows);
    write("set/part-1.parquet", 1 << 20, row(1).append("x", 9999.0));
    Source source = open(folder + "/set");
    assertEquals(true, source.partitions(Subset.TRAIN).size() > 3, "row groups");
    Collected read = Collected.of(source, Subset.TRAIN);
    assertEquals(5000, read.labels().size());
    for (int i = 0; i < 4000; i++) {
      assertEquals(List.of((float) i), read.floats(i));
    }
    assertEquals(List.of(9999f), read.floats(4999));
    read.assertOneBad(file + ": row 4000: column \"x\": NaN is not a finite number");
  }

  @Test
  void nullsAreBadRecords() throws IOException {
    schema("optional binary label (STRING);", "optional double x;");
    String file =
        write(
            row("a").append("x", 1.0),
            row("b"),
            row(null).append("x", 2.0),
            row("b").append("x", 3.0));
    assertEquals(
        List.of(
            file + ": row 1: column \"x\" is null; fill it in",
            file + ": row 2: column \"label\" is null"),
        read(file).bad());
  }

  @Test
  void wrongColumnsAreNamed() throws IOException {
    schema("optional binary label (STRING);", ARRAY, "optional binary name (STRING);");
    String file = write(array("a", 1), array("b", 2));
    assertBad(
        () -> open(file, "g"),
        file
            + ": has no column \"g\", did you mean \"f\"?; set data.features to one of its 3 columns");
    assertBad(() -> open(file), file + ": the columns [f, name] are not all numbers");
    assertBad(() -> open(file, "name"), file + ": column \"name\" is optional binary name");
    assertEquals(List.of(0, 1), read(file, "f").labels());
  }

  @Test
  void damagedFilesAreRefused() throws IOException {
    schema("required int32 label;", "required double x;");
    String file = write(row(0).append("x", 1.0), row(1).append("x", 2.0));
    byte[] bytes = Files.readAllBytes(Path.of(file));
    Files.delete(folder.resolve(".a.parquet.crc"));
    Files.write(Path.of(file), Arrays.copyOf(bytes, bytes.length - 3));
    assertBad(() -> open(file), file + ": is not a Parquet file or is damaged:");
    Files.write(Path.of(file), new byte[0]);
    assertBad(() -> open(file), file + ": is not a Parquet file or is damaged:");
  }

  @Test
  void labelsThatAreNotUtf8AreBadRecords() throws IOException {
    schema("optional binary label (STRING);", "optional double x;");
    Group[] rows = new Group[4];
    String[] labels = {"Gr\u00f6\u00dfe", "a", "Gr\u00fc\u00dfe", "b"};
    for (int i = 0; i < rows.length; i++) {
      rows[i] = row(null).append("x", 1.0);
      rows[i].add("label", Binary.fromConstantByteArray(labels[i].getBytes(ISO_8859_1)));
    }
    String file = write(rows);
    assertEquals(List.of("a", "b"), open(file).classNames());
    assertEquals(
        List.of(
            file + ": row 0: column \"label\" is not UTF-8 text; write it as UTF-8",
            file + ": row 2: column \"label\" is not UTF-8 text; write it as UTF-8"),
        read(file).bad());
  }

  @Test
  void missingLabelsAreNoClasses() throws IOException {
    schema("optional double label;", "optional double x;");
    String file =
        write(
            row(null).append("label", 1.0).append("x", 1.0),
            row(null).append("label", Double.NaN).append("x", 2.0),
            row(null).append("label", Double.POSITIVE_INFINITY).append("x", 3.0),
            row(null).append("label", 2.0).append("x", 4.0));
    assertEquals(List.of("1", "2"), open(file).classNames());
    assertEquals(
        List.of(
            file
                + ": row 1: column \"label\" holds \"NaN\", which stands for no label; fill it in, or give the class another name",
            file + ": row 2: column \"label\" holds Infinity, expected a finite number"),
        read(file).bad());
    schema("optional binary label (STRING);", "optional double x;");
    String text =
        write(
            "b.parquet",
            1 << 20,
            row("a").append("x", 1.0),
            row("NA").append("x", 2.0),
            row(" ").append("x", 2.0),
            row("b").append("x", 2.0));
    assertEquals(List.of("a", "b"), open(text).classNames());
    assertEquals(2, read(text).bad().size());
  }

  @Test
  void classOfSkippedRecordsIsNoClass() throws IOException {
    schema("optional binary label (STRING);", "optional double x;");
    String file =
        write(
            row("a").append("x", 1.0),
            row("c"),
            row("d").append("x", Double.NaN),
            row("b").append("x", Double.NaN),
            row("b").append("x", 3.0));
    assertEquals(List.of("a", "b"), open(file).classNames());
    assertEquals(List.of(0, 1), read(file).labels());
  }

  @Test
  void firstBadRecordTellsWhyThereAreNoClasses() throws IOException {
    schema("optional binary label (STRING);", "optional double x;");
    String file = write(row("a"), row("b"));
    assertBad(() -> open(file), file + ": row 0: column \"x\" is null; fill it in");
    String unlabelled = write("b.parquet", 1 << 20, row(null).append("x", 1.0));
    assertBad(() -> open(unlabelled), unlabelled + ": row 0: column \"label\" is null");
  }

  @Test
  void foldersOfPartitionsAreColumns() throws IOException {
    schema("optional double x;");
    write("set/label=10/day=1/part-0.parquet", 1 << 20, row(null).append("x", 5.0));
    write("set/label=9/day=1.5/part-0.parquet", 1 << 20, row(null).append("x", 6.0));
    write(
        "set/label=__HIVE_DEFAULT_PARTITION__/day=2/part-0.parquet",
        1 << 20,
        row(null).append("x", 7.0));
    Source source = open(folder + "/set");
    assertEquals(List.of("9", "10"), source.classNames());
    Collected read = Collected.of(source, Subset.TRAIN);
    assertEquals(List.of(1, 0), read.labels());
    assertEquals(List.of(5f, 1f), read.floats(0));
    assertEquals(List.of(6f, 1.5f), read.floats(1));
    read.assertOneBad("day=2/part-0.parquet: row 0: column \"label\" is null");
    assertEquals(List.of(1f, 5f), read(folder + "/set", "day", "x").floats(0));
    write("set/label=9/day=x/part-0.parquet", 1 << 20, row(null).append("x", 6.0));
    assertTrue(
        read(folder + "/set").bad().stream()
            .anyMatch(bad -> bad.contains("day=x/part-0.parquet: row 0: has other types")));
  }

  @Test
  void textOfFoldersMayBeTheLabel() throws IOException {
    schema("optional double x;");
    write("set/label=cat%3A/part-0.parquet", 1 << 20, row(null).append("x", 5.0));
    write("set/label=dog/part-0.parquet", 1 << 20, row(null).append("x", 6.0));
    assertEquals(List.of("cat:", "dog"), open(folder + "/set").classNames());
    assertEquals(List.of(0, 1), read(folder + "/set").labels());
  }
}
