package org.leap.jobs.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.process.Failure;
import org.leap.jobs.text.Quoted;

class LocationTest {
  private static final String SECRET = "sftp://${KEY}:${SECRET}@host/i.gz";

  @TempDir Path dir;

  private String images(String yaml, String... sets) throws Exception {
    var config = new ConfigFolder(dir).load(yaml, sets);
    return ((DataConfig.Idx) config.data()).train().orElseThrow().images();
  }

  private static String withImages(String images) {
    return ConfigFolder.MINIMAL.replace("/d/train-images.gz", images);
  }

  @Test
  void relativePathStartsFromTheFileItIsWrittenIn() throws Exception {
    Files.createDirectory(dir.resolve("base"));
    Files.writeString(dir.resolve("base/parent.yaml"), withImages("../data/i.gz"));

    assertEquals(dir.resolve("data/i.gz").toString(), images("extends: base/parent.yaml"));
    assertEquals(dir.resolve("data/i.gz").toString(), images(withImages("./data/i.gz")));
  }

  @Test
  void relativePathOfAnOptionStartsFromTheWorkingDirectory() throws Exception {
    assertEquals(
        Path.of("data/i.gz").toAbsolutePath().toString(),
        images(ConfigFolder.MINIMAL, "data.train.images=data/i.gz"));
  }

  @Test
  void relativePathOfAVariableStartsFromTheWorkingDirectory() throws Exception {
    var file = Files.writeString(dir.resolve("x.yaml"), withImages("\"${HERE}/i.gz\""));
    var config = ConfigLoader.load(file, List.of(), Map.of("HERE", "some/data")).config();

    assertEquals(
        Path.of("some/data/i.gz").toAbsolutePath().toString(),
        ((DataConfig.Idx) config.data()).train().orElseThrow().images());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"hdfs://host:9000/a/../b", "s3a://bucket/a", "file:/a", "file:relative", "/a b"})
  void urisAndAbsolutePathsStayAsTheyAre(String location) throws Exception {
    assertEquals(location, images(withImages("\"" + location + "\"")));
  }

  @Test
  void variablesExpandAnywhere() throws Exception {
    assertEquals("/data", images(withImages("\"${LEAP_DATA}\"")));
    assertEquals("/data/data/x", images(withImages("\"${LEAP_DATA}${LEAP_DATA}/x\"")));
    assertEquals("hdfs://h/data/x", images(withImages("\"hdfs://h${LEAP_DATA}/x\"")));
  }

  @Test
  void doubledDollarIsTheCharacterItself() throws Exception {
    assertEquals("/a/${LEAP_DATA}", images(withImages("\"/a/$${LEAP_DATA}\"")));
    assertEquals("/a/$5/${", images(withImages("\"/a/$5/$${\"")));
  }

  @Test
  void unquotedVariableInAFlowBlockIsExplained() throws Exception {
    assertEquals(
        List.of(
            "x.yaml:3: not valid YAML: expected ',' or '}', but got {; a value with ${...} inside {}"
                + " must be in quotes"),
        new ConfigFolder(dir).problems(withImages("${LEAP_DATA}/i.gz")));
  }

  @Test
  void plainVariableInABlockNeedsNoQuotes() throws Exception {
    assertEquals("/data", images(ConfigFolder.MINIMAL, "data.train.images=${LEAP_DATA}"));
  }

  @Test
  void otherKeysNeverSeeTheEnvironment() throws Exception {
    assertEquals(
        List.of(
            "--set: name: expected 1 to 100 letters, digits, dots, hyphens and underscores, found"
                + " \"${LEAP_DATA}\""),
        new ConfigFolder(dir).problems(ConfigFolder.MINIMAL, "name=${LEAP_DATA}"));
  }

  private ResolvedConfig resolve(Path file, Map<String, String> environment) throws Exception {
    return ConfigLoader.load(file, List.of(), environment);
  }

  @Test
  void variablesStayInTheResolvedConfiguration() throws Exception {
    var secret = Map.of("KEY", "AK", "SECRET", "topsecret");
    var file = Files.writeString(dir.resolve("x.yaml"), withImages("\"" + SECRET + "\""));
    var first = resolve(file, secret);

    assertTrue(first.yaml().contains("images: \"" + SECRET + "\"  # "), first.yaml());
    assertFalse(first.yaml().contains("topsecret"), first.yaml());

    var copy = Files.createDirectory(dir.resolve("run")).resolve("config.yaml");
    Files.writeString(copy, first.yaml());
    assertEquals(first.config(), resolve(copy, secret).config());
    assertEquals(first.yaml().lines().count(), resolve(copy, secret).yaml().lines().count());

    var other = resolve(copy, Map.of("KEY", "AK", "SECRET", "another")).config();
    assertNotEquals(first.config().resultKey(), other.resultKey());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data/${PART}/i.gz",
        "../${PART}.gz",
        "/d/${PART}/$${x}/i.gz",
        "${PART}/i.gz",
        "file:/d/${PART}",
        "${URI}/${PART}",
      })
  void resolvedLocationWithVariablesIsTheSameElsewhere(String location) throws Exception {
    var environment = Map.of("PART", "one", "URI", "hdfs://h");
    var folder = Files.createDirectory(dir.resolve("${odd}"));
    var file = Files.writeString(folder.resolve("x.yaml"), withImages("\"" + location + "\""));
    var first = resolve(file, environment);
    var copy = Files.writeString(dir.resolve("config.yaml"), first.yaml());

    assertTrue(first.yaml().contains("${PART}"), first.yaml());
    assertEquals(first.config(), resolve(copy, environment).config(), first.yaml());
  }

  @Test
  void secretsOfUrisAreInNoMessage() throws Exception {
    var file = Files.writeString(dir.resolve("x.yaml"), withImages("\"" + SECRET + "\""));
    var images =
        ((DataConfig.Idx) resolve(file, Map.of("KEY", "AK", "SECRET", "a%2Fb+c")).config().data())
            .train()
            .orElseThrow()
            .images();

    assertEquals("sftp://AK:a%2Fb+c@host/i.gz", images);
    assertEquals(
        SECRET + ": no such file", new BadDataException(images, "no such file").getMessage());
    assertEquals(
        "IOException: sftp://${KEY}:${SECRET}@host is not there (--debug shows where)",
        Failure.of(new IOException("sftp://AK:a/b+c@host is not there")).message());
  }

  @Test
  void secretOfAWholeUriIsInNoMessage() throws Exception {
    var file = Files.writeString(dir.resolve("x.yaml"), withImages("\"${PLACE}/i.gz\""));
    resolve(file, Map.of("PLACE", "sftp://me:hidden@host/data"));

    assertEquals("no ${PLACE}/i.gz", Quoted.visible("no sftp://me:hidden@host/data/i.gz"));
  }

  @Test
  void placesAreShownInMessages() throws Exception {
    var file = Files.writeString(dir.resolve("x.yaml"), withImages("\"${PLACE}/i.gz\""));
    resolve(file, Map.of("PLACE", "hdfs://host:9000/somewhere"));
    resolve(file, Map.of("PLACE", "/somewhere"));

    var message = "no hdfs://host:9000/somewhere/i.gz and no /somewhere/i.gz";
    assertEquals(message, Quoted.visible(message));
  }
}
