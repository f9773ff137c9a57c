package org.leap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrepareCommandTest {
  private static final List<String> DATA =
      List.of(
          "data:",
          "  format: idx",
          "  train: {images: train-images, labels: train-labels}",
          "  test: {images: test-images, labels: test-labels}");

  @TempDir private Path folder;
  private Experiment experiment;

  @BeforeEach
  void makeExperiment() throws IOException {
    experiment = new Experiment(folder);
    Files.write(folder.resolve("data.yaml"), DATA);
    System.setProperty("spark.master", "local[2]");
  }

  @AfterEach
  void forgetMaster() {
    System.clearProperty("spark.master");
  }

  private int prepare(String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "data",
                "prepare",
                folder.resolve("data.yaml").toString(),
                "--out",
                folder.resolve("prepared").toString()));
    arguments.addAll(List.of(options));
    return experiment.leap(arguments.toArray(String[]::new));
  }

  private int trainPrepared(String run, String... options) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--set", "data={format: prepared, path: \"" + folder.resolve("prepared") + "\"}"));
    all.addAll(List.of(options));
    return experiment.train(run, all.toArray(String[]::new));
  }

  /** How sparse data are scaled is not lost where they are prepared. */
  @Test
  void sparseDataAreScaledAlikeFromFilesAndFromAPreparedFolder() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      lines.add("%s %s:%s".formatted(i % 2 == 0 ? "cat" : "dog", 1 + i % 7, 0.5 + i));
    }
    Files.write(folder.resolve("a.svm"), lines);
    String data = "{format: libsvm, train: a.svm, test: a.svm%s}";
    Files.writeString(folder.resolve("data.yaml"), "data: " + data.formatted(""));
    assertEquals(0, prepare(), experiment::error);
    assertEquals(0, trainPrepared("prepared-run"), experiment::error);
    String here = "data=" + data.replace("a.svm", folder.resolve("a.svm").toString());
    assertEquals(0, experiment.train("source", "--set", here.formatted("")), experiment::error);
    assertEquals(experiment.sha("source"), experiment.sha("prepared-run"));
    assertEquals(
        0,
        experiment.train("standard", "--set", here.formatted(", normalize: standard")),
        experiment::error);
    assertNotEquals(experiment.sha("source"), experiment.sha("standard"));
  }

  @Test
  void trainingFromPreparedDataGivesTheSameParameters() throws IOException {
    assertEquals(0, prepare(), experiment::error);
    assertTrue(experiment.out().contains("150 examples in 1 shards"), experiment.out());
    assertEquals(0, experiment.train("source"), experiment::error);
    assertEquals(0, trainPrepared("memory"), experiment::error);
    assertEquals(0, trainPrepared("none", "--set", "data.cache=none"), experiment::error);
    assertEquals(experiment.sha("source"), experiment.sha("memory"));
    assertEquals(experiment.sha("source"), experiment.sha("none"));
    assertEquals(
        experiment.status("source").get("testAccuracy"),
        experiment.status("memory").get("testAccuracy"));
  }

  @Test
  void heldOutValidationAndAnotherSeedArePreparedAlike() throws IOException {
    String[] settings = {"--set", "data.validation=0.2", "--set", "data.seed=5"};
    assertEquals(0, prepare(settings), experiment::error);
    assertEquals(0, experiment.train("source", settings), experiment::error);
    assertEquals(0, trainPrepared("again"), experiment::error);
    assertEquals(experiment.sha("source"), experiment.sha("again"));
    assertEquals(120 * 2, experiment.status("again").get("examples").asInt());
    var source = experiment.metrics("source");
    var prepared = experiment.metrics("again");
    var last = source.get(source.size() - 1);
    assertTrue(last.get("validationAccuracy").asDouble() > 0.9, last::toString);
    assertEquals(
        last.get("validationLoss"), prepared.get(prepared.size() - 1).get("validationLoss"));
  }

  @Test
  void finishedFolderIsLeftAlone() throws IOException {
    assertEquals(0, prepare(), experiment::error);
    Path shard = folder.resolve("prepared/train-00000.shard");
    FileTime before = Files.getLastModifiedTime(shard);
    assertEquals(0, prepare("--set", "data.normalize=none"), experiment::error);
    assertTrue(experiment.out().contains("it was complete already"), experiment.out());
    assertEquals(before, Files.getLastModifiedTime(shard));
    try (var files = Files.list(folder.resolve("prepared"))) {
      assertEquals(
          List.of("manifest.json", "test-00000.shard", "train-00000.shard"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void anotherConfigurationOrChangedFilesAreRefused() throws IOException {
    assertEquals(0, prepare(), experiment::error);
    assertEquals(2, prepare("--set", "data.seed=7"));
    assertEquals(
        folder.resolve("prepared")
            + " holds data prepared with another configuration: choose another folder with --out, or delete it",
        experiment.error());
    Files.setLastModifiedTime(folder.resolve("train-images"), FileTime.fromMillis(12345000));
    assertEquals(2, prepare());
    assertEquals(
        folder.resolve("prepared")
            + " was prepared from files that have changed since: choose another folder with --out, or delete it",
        experiment.error());
  }

  @Test
  void foreignFilesAreNotTouched() throws IOException {
    Files.createDirectories(folder.resolve("prepared"));
    Files.writeString(folder.resolve("prepared/mine.txt"), "mine");
    assertEquals(2, prepare());
    assertEquals(
        folder.resolve("prepared")
            + " holds files that are no prepared data: choose another folder with --out",
        experiment.error());
  }

  @Test
  void interruptedPreparationGoesOn() throws IOException {
    assertEquals(0, prepare(), experiment::error);
    Path out = folder.resolve("prepared");
    byte[] train = Files.readAllBytes(out.resolve("train-00000.shard"));
    String manifest = Files.readString(out.resolve("manifest.json"));
    // As if it had ended before its commit: one shard good, one damaged.
    Files.delete(out.resolve("manifest.json"));
    var json = new ObjectMapper().readTree(manifest);
    var begun = new ObjectMapper().createObjectNode();
    begun.set("configuration", json.get("configuration"));
    begun.set("source", json.get("source"));
    Files.writeString(out.resolve("preparing.json"), begun.toString());
    FileTime old = FileTime.fromMillis(1_000_000);
    Files.setLastModifiedTime(out.resolve("test-00000.shard"), old);
    Files.write(out.resolve("train-00000.shard"), Arrays.copyOf(train, 500));
    assertEquals(0, prepare(), experiment::error);
    assertEquals(manifest, Files.readString(out.resolve("manifest.json")));
    assertTrue(Arrays.equals(train, Files.readAllBytes(out.resolve("train-00000.shard"))));
    assertEquals(old, Files.getLastModifiedTime(out.resolve("test-00000.shard")));
    assertFalse(Files.exists(out.resolve("preparing.json")));
  }

  @Test
  void damagedPreparedDataEndsWithExit3() throws IOException {
    assertEquals(0, prepare(), experiment::error);
    Path shard = folder.resolve("prepared/train-00000.shard");
    byte[] bytes = Files.readAllBytes(shard);
    bytes[bytes.length - 1] ^= 1;
    Files.write(shard, bytes);
    assertEquals(3, trainPrepared("flipped"));
    assertTrue(
        experiment.error().matches(shard + ": block 0 at byte \\d+ is damaged: its CRC-32C is .*"),
        experiment.error());
    assertEquals("FAILED", experiment.status("flipped").get("state").asText());
    Files.write(shard, Arrays.copyOf(bytes, 300));
    assertEquals(3, trainPrepared("short"));
    assertTrue(
        experiment.error().startsWith(shard + ": is 300 bytes long, expected " + bytes.length),
        experiment.error());
    Files.delete(shard);
    assertEquals(3, trainPrepared("missing"));
    assertTrue(experiment.error().startsWith(shard + ": does not exist"), experiment.error());
    Files.delete(folder.resolve("prepared/manifest.json"));
    assertEquals(3, trainPrepared("incomplete"));
    assertTrue(
        experiment.error().contains("holds no manifest.json, so it is not prepared"),
        experiment.error());
  }

  @Test
  void wrongFilesAreReportedAsInTraining() throws IOException {
    Files.delete(folder.resolve("train-labels"));
    assertEquals(3, prepare());
    assertTrue(experiment.error().contains("train-labels: does not exist"), experiment.error());
    Files.writeString(folder.resolve("data.yaml"), "model: {name: lenet}\n");
    assertEquals(2, prepare());
    assertTrue(experiment.error().contains("data: missing"), experiment.error());
  }
}
