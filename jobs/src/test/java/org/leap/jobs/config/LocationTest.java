package org.leap.jobs.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocationTest {
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
}
