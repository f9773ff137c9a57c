package org.leap.jobs.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {
  @TempDir Path dir;

  private ConfigFolder folder() {
    return new ConfigFolder(dir);
  }

  @Test
  void missingFileIsReported() {
    assertEquals(
        List.of("none.yaml: no such file; check the path"),
        folder().problemsOf(dir.resolve("none.yaml")));
  }

  @Test
  void directoryIsReported() throws Exception {
    assertEquals(
        List.of("folder: this is a directory; expected a YAML file"),
        folder().problemsOf(Files.createDirectory(dir.resolve("folder"))));
  }

  @Test
  void deviceIsReportedAndNeverRead() {
    assertEquals(
        List.of("/dev/zero: this is not a plain file; expected a YAML file"),
        folder().problemsOf(Path.of("/dev/zero")));
  }

  @Test
  void unreadableFileIsReported() throws Exception {
    var file = folder().write("x.yaml", ConfigFolder.MINIMAL);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(file), "root reads every file");

    assertEquals(List.of("x.yaml: no permission to read the file"), folder().problemsOf(file));
  }

  @Test
  void fileAboveOneMebibyteIsReported() throws Exception {
    assertEquals(
        List.of("x.yaml: the file is larger than 1 MiB; expected a configuration"),
        folder().problems(ConfigFolder.MINIMAL + "#".repeat(FileLayers.LARGEST)));
  }

  @Test
  void fileOfOneMebibyteIsRead() throws Exception {
    int room = FileLayers.LARGEST - ConfigFolder.MINIMAL.length();

    assertEquals("x", folder().load(ConfigFolder.MINIMAL + "#".repeat(room)).name());
  }

  @Test
  void otherEncodingIsReported() throws Exception {
    var file = dir.resolve("x.yaml");
    Files.write(file, "name: Müller".getBytes(StandardCharsets.ISO_8859_1));

    assertEquals(
        List.of("x.yaml: the file is not UTF-8 text; save it as UTF-8"), folder().problemsOf(file));
  }

  @Test
  void byteOrderMarkIsSkipped() throws Exception {
    assertEquals("x", folder().load("\uFEFF" + ConfigFolder.MINIMAL).name());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n", "# only a comment\n", "---\n", "null"})
  void emptyFileIsReported(String yaml) throws Exception {
    assertEquals(
        List.of("x.yaml: the file is empty; expected keys such as data, model and schedule"),
        folder().problems(yaml));
  }

  @Test
  void badOptionsAreReportedBesideAMissingFile() {
    assertEquals(
        List.of(
            "none.yaml: no such file; check the path",
            "--set: expected key=value such as training.workers=4, found \"oops\""),
        folder().problemsOf(dir.resolve("none.yaml"), "oops"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "seed: 1\\n\\tname: x | x.yaml:2: not valid YAML: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation)",
        "seed: 1\\nname: 'x | x.yaml:2: not valid YAML: found unexpected end of stream",
        "seed: 1\\nmodel: {name: [} | x.yaml:2: not valid YAML: expected the node content, but found '}'",
        "seed: 1\\n---\\nseed: 2 | x.yaml:2: a second document; expected only one, without ---",
        "seed: 1\\nname: !ruby/object x | x.yaml:2: the tag \"!ruby/object\" is not allowed; remove it",
        "seed: 1\\nname: !!binary x | x.yaml:2: the tag \"tag:yaml.org,2002:binary\" is not allowed; remove it",
        "seed: 1\\n? [a]\\n: 2 | x.yaml:2: expected a key of at most 100 characters, found a list",
        "seed: 1\\nname: *none | x.yaml:2: the alias *none has no anchor before it",
        "model: &a {name: *a} | x.yaml:1: the alias *a has no anchor before it",
        "- a\\n- b | x.yaml: expected keys such as data, found a list",
        "just text | x.yaml: expected keys such as data, found \"just text\"",
      })
  void brokenYamlIsReportedAtItsLine(String yaml, String problem) throws Exception {
    assertEquals(
        List.of(problem), folder().problems(yaml.replace("\\n", "\n").replace("\\t", "\t")));
  }

  @Test
  void controlCharacterIsReportedAtItsLine() throws Exception {
    assertEquals(
        List.of("x.yaml:2: not valid YAML: the character U+0007 is not allowed"),
        folder().problems("seed: 1\nname: a\u0007b\n"));
  }

  @Test
  void duplicateKeysAreReportedBesideOtherProblems() throws Exception {
    assertEquals(
        List.of(
            "x.yaml:7: model: duplicate key; first written in line 5, remove one of them",
            "x.yaml:9: training.workers: must be between 1 and 65536, found 0",
            "x.yaml:10: training.workers: duplicate key; first written in line 9, remove one of"
                + " them"),
        folder()
            .problems(
                ConfigFolder.MINIMAL
                    + """
                    model: {name: mlp}
                    training:
                      workers: 0
                      workers: 2
                    """));
  }

  @Test
  void deepNestingIsRefusedAtOnce() throws Exception {
    for (var open : List.of("[", "{a: ", "- ", "? ")) {
      var yaml = open.repeat(FileLayers.LARGEST / open.length() - 1);
      var problems = assertTimeout(Duration.ofSeconds(5), () -> folder().problems(yaml));
      assertEquals(List.of("x.yaml:1: nested deeper than 32 levels"), problems, open);
    }
  }

  @Test
  void aliasesThatMultiplyAreRefused() throws Exception {
    var yaml = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 30; i++) {
      yaml.append("a%s: &a%s [*a%s, *a%s]\n".formatted(i, i, i - 1, i - 1));
    }
    var problems = folder().problems(yaml.toString());

    assertEquals(1, problems.size());
    assertTrue(
        problems.get(0).endsWith("more than 10000 values, aliases counted in full"),
        problems::toString);
  }
}
