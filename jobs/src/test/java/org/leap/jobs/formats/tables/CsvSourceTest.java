package org.leap.jobs.formats.tables;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.leap.jobs.formats.Collected.assertBad;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.leap.jobs.formats.Collected;
import org.leap.jobs.formats.IdxBytes;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;
import org.leap.jobs.formats.files.Archives;
import org.leap.jobs.formats.tables.CsvSource.Dialect.Missing;

class CsvSourceTest {
  private static final CsvSource.Dialect CSV = dialect(Missing.FAIL);

  @TempDir Path folder;

  private static CsvSource.Dialect dialect(Missing missing, String... features) {
    return new CsvSource.Dialect(true, ',', "kind", List.of(features), missing);
  }

  private String write(String name, String... lines) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, List.of(lines)).toString();
  }

  private static Source open(String train, CsvSource.Dialect dialect) throws IOException {
    return CsvSource.open(
        Map.of(Subset.TRAIN, train), dialect, CsvSource.Known.NOTHING, new Configuration(false));
  }

  private static Collected read(String train, CsvSource.Dialect dialect) throws IOException {
    return Collected.of(open(train, dialect), Subset.TRAIN);
  }

  @Test
  void rowsBecomeExamples() throws IOException {
    String file =
        write("a.csv", "x,kind,y", "1,wolf,-2.5e1", "", " 3 ,\"ant, red\",.5", "0,wolf,7");
    Source source = open(file, CSV);
    assertEquals(List.of("ant, red", "wolf"), source.classNames());
    assertEquals(2, source.shape().channels());
    Collected read = Collected.of(source, Subset.TRAIN);
    assertEquals(List.of(1, 0, 1), read.labels());
    assertEquals(List.of(1f, -25f), read.floats(0));
    assertEquals(List.of(3f, 0.5f), read.floats(1));
    assertEquals(List.of(), read.bad());
  }

  @Test
  void featuresAreChosenInTheirOrder() throws IOException {
    String file = write("a.csv", "x,kind,name,y", "1,a,tom,2", "3,b,tim,4");
    assertEquals(List.of(2f, 1f), read(file, dialect(Missing.FAIL, "y", "x")).floats(0));
  }

  @Test
  void quotedFieldsMayHoldLineBreaks() throws IOException {
    String file = write("a.csv", "x,kind", "1,\"a\nb\"", "2,c", "nope,c");
    Collected read = read(file, CSV);
    assertEquals(List.of(0, 1), read.labels());
    read.assertOneBad(file + ": line 5: column \"x\": \"nope\" is not a finite number");
  }

  private String text(String content) throws IOException {
    return Files.writeString(folder.resolve("a.csv"), content).toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "3,\"a\n4,b\n5,a\n",
        "3,\"a",
        "3,\"",
        "3,\"\n",
        "3, \"a\"\"\n",
        "3,\"a\"\",",
        "\"3\",\"a\r\n4,b\r\n"
      })
  void aQuoteThatIsNotClosedIsABadFile(String rest) throws IOException {
    String file = text("x,kind\n1,a\n2,b\n" + rest);
    assertBad(
        () -> read(file, CSV),
        file + ": line 4: the quote of a cell is not closed; close it, or double a \" in a cell");
  }

  /** Longer than what the parser holds of a file. */
  @Test
  void aQuoteThatIsNotClosedIsFoundAfterManyRows() throws IOException {
    String rows = "1,a\n2,b\n".repeat(100_000);
    String file = text("x,kind\n" + rows + rows + "3,\"a\n" + rows);
    assertBad(() -> read(file, CSV), file + ": line 400002: the quote of a cell is not closed");
    String longer = text("x,kind\n1,a\n3,\"a\n" + rows + rows);
    assertBad(() -> read(longer, CSV), longer + ": line 3: cannot be read as CSV");
    String header = text("x,\"kind\n1,a\n2,b\n");
    assertBad(() -> read(header, CSV), header + ": line 1: the quote of a cell is not closed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "3,\"a\nb\"",
        "3,\"a\nb\"\n",
        "3,\"a\nb\" ",
        "3, \"a\nb\"\r\n",
        "3,\"a\n\"\"\"\"b\"\"\"",
        "3,\"a\n\"\"\"\n",
        "3,\"\"\"a\"\"\"",
        "3,a\"",
        "3,5\"b\n"
      })
  void quotesThatAreClosedAtTheEndAreRead(String rest) throws IOException {
    String file = text("x,kind\n1,a\n2,b\n" + rest);
    assertEquals(3, open(file, CSV).classNames().size());
    Collected read = read(file, CSV);
    assertEquals(List.of(), read.bad());
    assertEquals(3, read.labels().size());
  }

  @Test
  void filesOfAFolderAreReadInTheOrderOfTheirNames() throws IOException {
    write("set/2.csv", "kind,x", "b,2");
    write("set/1.csv", "x,kind", "1,a");
    Files.write(folder.resolve("set/3.csv.gz"), IdxBytes.gzip("x,kind\n3,a\n".getBytes(UTF_8)));
    write("set/_SUCCESS", "");
    Collected read = read(folder + "/set", CSV);
    assertEquals(List.of(0, 1, 0), read.labels());
    assertEquals(List.of(2f), read.floats(1));
    assertEquals(List.of(3f), read.floats(2));
  }

  @Test
  void numbersAsLabelsAreSortedAsNumbers() throws IOException {
    String file = write("a.csv", "x,kind", "1,10", "2,9", "3,9.0", "4,-1");
    assertEquals(List.of("-1", "9", "10"), open(file, CSV).classNames());
    assertEquals(List.of(2, 1, 1, 0), read(file, CSV).labels());
  }

  @Test
  void withoutHeaderColumnsHaveNumbers() throws IOException {
    String file = write("a.tsv", "1\ta\t5", "2\tb\t6");
    Collected read = read(file, new CsvSource.Dialect(false, '\t', "2", List.of(), Missing.FAIL));
    assertEquals(List.of(0, 1), read.labels());
    assertEquals(List.of(2f, 6f), read.floats(1));
  }

  @Test
  void missingValuesAreRefusedOrFilled() throws IOException {
    String file = write("a.csv", "x,y,kind", "1,,a", "NA,2,b", "4,?,b", "7,5,a", "4,3.5,b");
    Collected read = read(file, CSV);
    assertEquals(List.of(0, 1), read.labels());
    assertEquals(
        file
            + ": line 2: column \"y\" has no value; fill it in, or set data.missing to mean or zero",
        read.bad().get(0));
    assertEquals(List.of(0f, 2f), read(file, dialect(Missing.ZERO)).floats(1));
    Collected mean = read(file, dialect(Missing.MEAN));
    assertEquals(List.of(1f, 3.5f), mean.floats(0));
    assertEquals(List.of(4f, 2f), mean.floats(1));
  }

  @Test
  void whatIsNoFiniteNumberIsABadRecord() throws IOException {
    String file = write("a.csv", "x,kind", "1,a", "2,b");
    for (String value : List.of("NaN", "Infinity", "-inf", "1e39", "1f", "0x10", "1,5", "abc")) {
      write("a.csv", "x,kind", "1,a", "\"" + value + "\",b", "2,b");
      read(file, CSV)
          .assertOneBad(file + ": line 3: column \"x\": \"" + value + "\" is not a finite number");
    }
  }

  @Test
  void rowsOfOtherLengthAndWithoutLabelAreBadRecords() throws IOException {
    String file = write("a.csv", "x,kind", "1,a", "1,2,b", "2,b", "3,");
    Collected read = read(file, CSV);
    assertEquals(List.of(0, 1), read.labels());
    assertEquals(
        List.of(
            file + ": line 3: has 3 cells, expected 2 as in the first line; correct it",
            file + ": line 5: the label column \"kind\" is empty; fill it in"),
        read.bad());
  }

  @Test
  void labelThatTrainingLacksIsABadRecord() throws IOException {
    String train = write("train.csv", "x,kind", "1,a", "2,b");
    String test = write("test.csv", "x,kind", "1,c", "2,b");
    Source source =
        CsvSource.open(
            Map.of(Subset.TRAIN, train, Subset.TEST, test),
            CSV,
            CsvSource.Known.NOTHING,
            new Configuration(false));
    Collected.of(source, Subset.TEST)
        .assertOneBad(
            test
                + ": line 2: label \"c\" is not among the 2 classes of the training set, [a, b]; correct it");
  }

  @Test
  void wrongColumnsNameTheNearest() throws IOException {
    String file = write("a.csv", "x,Kind,width", "1,a,2", "2,b,3");
    assertBad(
        () -> open(file, CSV),
        file
            + ": has no column \"kind\", did you mean \"Kind\"?; set data.label to one of its 3 columns, [x, Kind, width]");
    assertBad(
        () ->
            open(
                file, new CsvSource.Dialect(true, ',', "Kind", List.of("x", "with"), Missing.FAIL)),
        file + ": has no column \"with\", did you mean \"width\"?; set data.features");
  }

  @Test
  void filesWithoutExamplesAreRefused() throws IOException {
    Files.createFile(folder.resolve("empty.csv"));
    assertBad(() -> open(folder + "/empty.csv", CSV), "/empty.csv: is empty, expected CSV");
    String header = write("header.csv", "x,kind");
    assertBad(
        () -> open(header, CSV),
        header + ": column \"kind\" holds no labels, expected at least two classes");
    String one = write("one.csv", "x,kind", "1,a", "2,a");
    assertBad(() -> open(one, CSV), one + ": column \"kind\" holds the same label everywhere");
    assertBad(() -> open(folder + "/no.csv", CSV), "/no.csv: does not exist, expected CSV files");
  }

  @Test
  void openQuoteIsRefused() throws IOException {
    String file = write("a.csv", "x,kind", "1,a", "2,\"b\"c");
    assertBad(() -> open(file, CSV), file + ": line 3: cannot be read as CSV");
  }

  @Test
  void labelsThatAreNoClassesAreRefused() throws IOException {
    String[] lines = new String[10_100];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = i + "," + i * 0.37;
    }
    lines[0] = "x,kind";
    String file = write("a.csv", lines);
    assertBad(
        () -> open(file, CSV), file + ": column \"kind\" has more than 10,000 different values");
  }

  @Test
  void byteOrderMarkIsNoPartOfTheFirstColumn() throws IOException {
    String file = write("a.csv", "\uFEFFkind,x", "a,1", "b,2");
    assertEquals(List.of("a", "b"), open(file, CSV).classNames());
    assertEquals(List.of(List.of(1f), List.of(2f)), floats(read(file, CSV)));
    String bare = write("b.csv", "\uFEFF1,a", "2,b");
    assertEquals(
        List.of(List.of(1f), List.of(2f)),
        floats(read(bare, new CsvSource.Dialect(false, ',', "2", List.of(), Missing.FAIL))));
  }

  private static List<List<Float>> floats(Collected read) {
    return IntStream.range(0, read.labels().size()).mapToObj(read::floats).toList();
  }

  @Test
  void textThatIsNotUtf8IsRefusedWithLineAndByte() throws IOException {
    byte[] latin = "kind,x\nGr\u00f6\u00dfe,1\nGr\u00fc\u00dfe,2\n".getBytes(ISO_8859_1);
    Path file = Files.write(folder.resolve("a.csv"), latin);
    assertBad(
        () -> open(file.toString(), CSV),
        file + ": line 2: byte 9 (0xf6) is not UTF-8 text; save the file as UTF-8");
  }

  @Test
  void missingLabelsAreNoClasses() throws IOException {
    String file =
        write(
            "a.csv", "x,kind", "1,a", "2,NA", "3,?", "4,NaN", "5,null", "6,NULL", "7,\" \"", "8,b");
    assertEquals(List.of("a", "b"), open(file, CSV).classNames());
    Collected read = read(file, CSV);
    assertEquals(List.of(0, 1), read.labels());
    assertEquals(6, read.bad().size());
    assertEquals(
        file
            + ": line 3: the label column \"kind\" holds \"NA\", which stands for no label; fill it in, or give the class another name",
        read.bad().get(0));
  }

  @Test
  void classOfSkippedRecordsIsNoClass() throws IOException {
    String file = write("a.csv", "x,kind", "1,a", "x,c", "NA,d", "2,e,3", "2,b");
    assertEquals(List.of("a", "b"), open(file, CSV).classNames());
    assertEquals(List.of("a", "b", "d"), open(file, dialect(Missing.ZERO)).classNames());
    assertEquals(List.of(0, 1), read(file, CSV).labels());
  }

  @Test
  void emptyFilesOfAFolderArePassedOver() throws IOException {
    Files.createDirectories(folder.resolve("set"));
    Files.createFile(folder.resolve("set/part-00000.csv"));
    write("set/part-00001.csv", "x,kind", "1,a", "2,b");
    Files.write(folder.resolve("set/part-00002.csv.gz"), IdxBytes.gzip(new byte[0]));
    assertEquals(List.of(0, 1), read(folder + "/set", CSV).labels());
    Files.delete(folder.resolve("set/part-00001.csv"));
    assertBad(
        () -> open(folder + "/set", CSV),
        folder + "/set: column \"kind\" holds no labels, expected at least two classes");
  }

  @Test
  void firstBadRecordTellsWhyThereAreNoClasses() throws IOException {
    String commas = write("a.csv", "x,kind", "1,a,", "2,b,");
    assertBad(
        () -> open(commas, CSV),
        commas + ": line 2: has 3 cells, expected 2 as in the first line; correct it");
    String one = write("b.csv", "x,kind", "1,a", "2,b,", "3,b,");
    assertBad(
        () -> open(one, CSV),
        one + ": column \"kind\" holds the same label everywhere",
        "; the first record that cannot be used: " + one + ": line 3: has 3 cells, expected 2");
  }

  @Test
  void foldersOfPartitionsAreColumns() throws IOException {
    write("set/kind=cat/day=1/part-0.csv", "x", "5");
    write("set/kind=dog/day=2/part-0.csv", "x", "6");
    write("set/kind=a%2Fb%3A 100%25/day=__HIVE_DEFAULT_PARTITION__/part-0.csv", "x", "7");
    write("set/kind=__HIVE_DEFAULT_PARTITION__/day=4/part-0.csv", "x", "8");
    write("set/_SUCCESS", "");
    String set = folder + "/set";
    assertEquals(List.of("a/b: 100%", "cat", "dog"), open(set, dialect(Missing.ZERO)).classNames());
    Collected read = read(set, dialect(Missing.ZERO));
    assertEquals(List.of(0, 1, 2), read.labels());
    assertEquals(List.of(List.of(7f, 0f), List.of(5f, 1f), List.of(6f, 2f)), floats(read));
    read.assertOneBad(
        "/set/kind=__HIVE_DEFAULT_PARTITION__/day=4/part-0.csv: line 2: the label column \"kind\" is empty");
    assertEquals(List.of(1f), read(set, dialect(Missing.ZERO, "day")).floats(1));
    write("set/kind=cat/day=1/part-1.csv", "kind", "cat");
    assertBad(
        () -> open(set, CSV),
        "/set/kind=cat/day=1/part-1.csv: the column \"kind\" of its folder is there twice");
  }

  @Test
  void archivesHaveFoldersOfPartitionsToo() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("set/kind=cat/_x=1/part-0.csv", "y\n5\n".getBytes(UTF_8));
    files.put("set/kind=dog/_x=2/part-0.csv", "y\n6\n".getBytes(UTF_8));
    Path zip = Files.write(folder.resolve("set.zip"), Archives.zip(files));
    Collected read = read(zip + "!/set", CSV);
    assertEquals(List.of(0, 1), read.labels());
    assertEquals(List.of(List.of(5f, 1f), List.of(6f, 2f)), floats(read));
  }
}
