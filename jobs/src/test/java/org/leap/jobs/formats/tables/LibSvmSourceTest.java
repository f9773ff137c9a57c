package org.leap.jobs.formats.tables;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.leap.jobs.formats.Collected.assertBad;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.jobs.formats.Collected;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;

class LibSvmSourceTest {
  @TempDir Path folder;

  private String write(String name, String... lines) throws IOException {
    return Files.write(folder.resolve(name), List.of(lines)).toString();
  }

  private static Source open(OptionalInt features, String train, String test) throws IOException {
    return LibSvmSource.open(
        Map.of(Subset.TRAIN, train, Subset.TEST, test),
        features,
        false,
        Optional.empty(),
        new Configuration(false));
  }

  private static Source open(String train) throws IOException {
    return open(OptionalInt.empty(), train, train);
  }

  @Test
  void sparseRecordsBecomeDense() throws IOException {
    String file = write("a", "+1 1:0.5 4:-2e1", "# comment", "-1 2:3 # c", "", "1.0");
    Source source = open(file);
    assertEquals(List.of("-1", "1"), source.classNames());
    assertEquals(4, source.shape().size());
    Collected read = Collected.of(source, Subset.TRAIN);
    assertEquals(List.of(1, 0, 1), read.labels());
    assertEquals(List.of(0.5f, 0f, 0f, -20f), read.floats(0));
    assertEquals(List.of(0f, 3f, 0f, 0f), read.floats(1));
    assertEquals(List.of(0f, 0f, 0f, 0f), read.floats(2));
  }

  @Test
  void badRecordsAreNamed() throws IOException {
    for (String[] bad :
        new String[][] {
          {"1 0:1", "\"0:1\" is not index:value with an index from 1 to 1,000,000"},
          {"1 9999999:1", "\"9999999:1\" is not index:value"},
          {"1 99999999999:1", "is not index:value"},
          {"1 x", "\"x\" is not index:value"},
          {"1 1:NaN", "the value in \"1:NaN\" is not a finite number"},
          {"1 1:1e99", "the value in \"1:1e99\" is not a finite number"},
          {"1:1 2:1", "\"1:1\" is no label, expected a number or a word before index:value"},
          {"NA 1:1", "\"NA\" is no label"},
          {"1 3:1 2:1", "index 2 comes after 3, expected ascending indices"},
          {"1 3:1 3:1", "index 3 comes after 3"}
        }) {
      String file = write("a", "1 1:1", bad[0], "2 3:1");
      Collected read = Collected.of(open(file), Subset.TRAIN);
      assertEquals(List.of(0, 1), read.labels());
      read.assertOneBad(file + ": line 2: ", bad[1]);
    }
  }

  @Test
  void testRecordsMustFitTraining() throws IOException {
    String train = write("train", "1 1:1", "2 2:1");
    String test = write("test", "3 1:1", "1 3:1", "2 1:4");
    Collected read = Collected.of(open(OptionalInt.empty(), train, test), Subset.TEST);
    assertEquals(
        List.of(
            test
                + ": line 1: label 3 is not among the 2 classes of the training set, [1, 2]; correct it",
            test
                + ": line 2: index 3 is out of range, expected 1 to 2; set data.features to the number of features"),
        read.bad());
    assertEquals(1, Collected.of(open(OptionalInt.of(3), train, test), Subset.TEST).bad().size());
  }

  @Test
  void filesWithoutExamplesAreRefused() throws IOException {
    String empty = write("empty");
    assertBad(() -> open(empty), empty + ": the first column holds no labels");
    String bare = write("bare", "1", "2");
    assertBad(() -> open(bare), bare + ": has no features in any record");
  }

  @Test
  void byteOrderMarkIsNoPartOfTheFirstLabel() throws IOException {
    String file = write("a", "\uFEFF1 1:1", "2 1:2");
    Collected read = Collected.of(open(file), Subset.TRAIN);
    assertEquals(List.of(), read.bad());
    assertEquals(List.of(0, 1), read.labels());
  }

  @Test
  void textThatIsNotUtf8IsRefusedWithLineAndByte() throws IOException {
    Path file =
        Files.write(folder.resolve("a"), "1 1:1\n2 1:2 # sch\u00f6n\n".getBytes(ISO_8859_1));
    assertBad(
        () -> open(file.toString()),
        file + ": line 2: byte 17 (0xf6) is not UTF-8 text; save the file as UTF-8");
  }

  @Test
  void firstBadRecordTellsWhyThereAreNoClasses() throws IOException {
    String zero = write("a", "1 0:1", "2 0:1 1:2");
    assertBad(
        () -> open(zero), zero + ": line 1: \"0:1\" is not index:value with an index from 1 to");
    String some = write("b", "1 1:1", "2 0:1 1:2");
    assertBad(
        () -> open(some),
        some + ": the first column holds the same label everywhere",
        "the first record that cannot be used: " + some + ": line 2: \"0:1\" is not index:value");
  }

  @Test
  void classOfSkippedRecordsIsNoClass() throws IOException {
    String file = write("a", "1 1:1", "3 9:1", "2 1:2");
    assertEquals(List.of("1", "2"), open(OptionalInt.of(3), file, file).classNames());
  }
}
