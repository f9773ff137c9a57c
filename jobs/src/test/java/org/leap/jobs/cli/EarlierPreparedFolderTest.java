package org.leap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.spark.storage.SealedJson;

/**
 * Folders that an earlier program has prepared (see {@code prepared/README.md}) are recognized and
 * trained from. Where they name the place that they were made in, they are told of the present one.
 */
class EarlierPreparedFolderTest {
  private static final String MADE_IN = "/tmp/leap-fixture";
  private static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir private Path folder;
  private Path fixture;
  private Experiment experiment;

  @BeforeEach
  void copyFixture() throws IOException {
    experiment = new Experiment(folder);
    fixture = folder.resolve("fixture");
    FileUtils.copyDirectory(Path.of("src/test/resources/prepared").toFile(), fixture.toFile());
    System.setProperty("spark.master", "local[2]");
  }

  @AfterEach
  void forgetMaster() {
    System.clearProperty("spark.master");
  }

  /** The fingerprint of files of a source as an earlier program wrote it. */
  private String fingerprint(String place, List<String> sources) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (String name : sources.stream().sorted().toList()) {
      long bytes = Files.size(fixture.resolve(name));
      lines.append("\nfile:%s/%s %s %s".formatted(place, name, bytes, MADE.toEpochMilli()));
    }
    return DigestUtils.sha256Hex(lines.substring(1));
  }

  private void tellOfThePresentPlace(Path prepared, List<String> sources) throws IOException {
    Path file = prepared.resolve("manifest.json");
    String text = SealedJson.parse(Files.readString(file)).object();
    String recorded = new ObjectMapper().readTree(text).get("source").asText();
    assertEquals(recorded, fingerprint(MADE_IN, sources));
    assertTrue(text.contains(MADE_IN));
    for (String name : sources) {
      Files.setLastModifiedTime(fixture.resolve(name), FileTime.from(MADE));
    }
    Files.writeString(
        file,
        SealedJson.seal(
            text.replace(MADE_IN, fixture.toString())
                .replace(recorded, fingerprint(fixture.toString(), sources))));
  }

  private String trained(String run, String data) throws IOException {
    List<String> lines =
        List.of(
            data,
            "model: {name: mlp, hidden: [3]}",
            "optimizer: {name: adam}",
            "schedule: {name: constant, learningRate: 0.02}",
            "perturbation: {sigma: 0.3}",
            "training: {epochs: 2, batchSize: 2, workers: 1, averagingFrequency: 2}");
    Path config = Files.write(fixture.resolve(run + ".yaml"), lines);
    String at = folder.resolve(run).toString();
    assertEquals(
        0, experiment.leap("train", config.toString(), "--run-dir", at), experiment::error);
    return experiment.sha(run);
  }

  private void check(String format, List<String> sources) throws IOException {
    Path data = fixture.resolve(format + ".yaml");
    Path prepared = fixture.resolve("prepared-" + format);
    tellOfThePresentPlace(prepared, sources);
    int exit = experiment.leap("data", "prepare", data.toString(), "--out", prepared.toString());
    assertEquals(0, exit, experiment::error);
    assertTrue(experiment.out().contains("it was complete already"), experiment.out());
    String fromSource =
        trained(
            format + "-source",
            Files.readAllLines(data).stream().collect(Collectors.joining("\n")));
    String fromPrepared =
        trained(
            format + "-prepared", "data: {format: prepared, path: prepared-%s}".formatted(format));
    assertEquals(fromSource, fromPrepared);
  }

  @Test
  void ofATableIsKnownAndTrained() throws IOException {
    check("csv", List.of("rows.csv"));
  }

  @Test
  void ofIdxFilesIsKnownAndTrained() throws IOException {
    check("idx", List.of("train-images", "train-labels", "test-images", "test-labels"));
  }
}
