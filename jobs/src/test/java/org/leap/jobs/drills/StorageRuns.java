package org.leap.jobs.drills;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.leap.jobs.cli.Experiment;

/**
 * The same small experiment with everything it reads and writes on one storage: input, prepared
 * data, run folder and checkpoints.
 */
final class StorageRuns {
  /** What a drill itself does with the storage. */
  interface Storage {
    void write(String name, byte[] content) throws IOException;

    InputStream open(String name) throws IOException;

    List<String> names(String folder) throws IOException;
  }

  private final Experiment experiment;
  private final Path work;
  private final String root;
  private final Map<String, String> conf;
  private final String classPath;
  private final Storage files;

  StorageRuns(Path folder, String root, Map<String, String> conf, String classPath, Storage files)
      throws IOException {
    this.experiment = new Experiment(Files.createDirectories(folder.resolve("experiment")));
    this.work = Files.createDirectories(folder.resolve("work"));
    this.root = root;
    this.conf = DrillRuns.embedded(conf);
    this.classPath = classPath;
    this.files = files;
    for (String name : List.of("train-images", "train-labels", "test-images", "test-labels")) {
      files.write("data/" + name, Files.readAllBytes(experiment.path(name)));
    }
    experiment.configuration(
        "training: {epochs: 3, batchSize: 8, workers: 2, averagingFrequency: 2}",
        "checkpoint: {everyRounds: 3, keep: 2}");
    Files.writeString(
        experiment.path("data.yaml"),
        "data:\n  format: idx\n"
            + "  train: {images: \"%1$s/data/train-images\", labels: \"%1$s/data/train-labels\"}\n"
                .formatted(root)
            + "  test: {images: \"%1$s/data/test-images\", labels: \"%1$s/data/test-labels\"}\n"
                .formatted(root));
  }

  private Driver leap(String... arguments) throws IOException {
    return Driver.start(work, conf, List.of("-Xmx512m"), classPath, List.of(arguments));
  }

  private String train(int exitCode, String data, String runFolder, String... options)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("train", experiment.path("config.yaml").toString()));
    all.addAll(List.of("--run-dir", runFolder, "--set", "data=" + data));
    all.addAll(List.of(options));
    try (Driver driver = leap(all.toArray(String[]::new))) {
      assertEquals(exitCode, driver.await(DrillRuns.START_TO_END), driver.tail());
      return String.join("\n", driver.errors());
    }
  }

  private JsonNode json(String name) throws IOException {
    try (InputStream in = files.open(name)) {
      return new ObjectMapper().readTree(in);
    }
  }

  void everythingWorks() throws IOException, InterruptedException {
    String local =
        "{format: idx, train: {images: train-images, labels: train-labels}, test: {images: test-images, labels: test-labels}}"
            .replaceAll("(train|test)-", experiment.path("$1-").toString().replace("\\", "/"));
    train(0, local, experiment.path("local").toString());

    String source =
        Files.readString(experiment.path("data.yaml")).lines().skip(1).toList().stream()
            .map(String::strip)
            .reduce((a, b) -> a + ", " + b)
            .orElseThrow();
    train(0, "{" + source + "}", root + "/source-run");
    try (Driver driver =
        leap(
            "data",
            "prepare",
            experiment.path("data.yaml").toString(),
            "--out",
            root + "/prepared")) {
      assertEquals(0, driver.await(DrillRuns.START_TO_END), driver.tail());
    }
    assertEquals(
        List.of("manifest.json", "test-00000.shard", "train-00000.shard"), files.names("prepared"));
    String prepared = "{format: prepared, path: \"%s/prepared\", cache: none}".formatted(root);
    train(0, prepared, root + "/prepared-run");

    for (String run : List.of("source-run", "prepared-run")) {
      JsonNode status = json(run + "/status.json");
      assertEquals("SUCCEEDED", status.get("state").asText());
      assertEquals(experiment.sha("local"), status.get("paramsSha256").asText(), run);
      assertEquals(metrics(experiment.path("local").resolve("metrics.jsonl")), metrics(run));
      List<String> names = files.names(run);
      assertTrue(
          names.containsAll(
              List.of("checkpoints", "config.yaml", "metrics.jsonl", "model.zip", "report.html")),
          names::toString);
      assertFalse(names.stream().anyMatch(n -> n.contains("part")), names::toString);
      assertEquals(List.of("round-000012", "round-000015"), files.names(run + "/checkpoints"));
    }
    resumes(prepared);
    damageIsReported(prepared);
  }

  private static List<String> metrics(Path file) throws IOException {
    return losses(Files.readString(file));
  }

  private List<String> metrics(String run) throws IOException {
    try (InputStream in = files.open(run + "/metrics.jsonl")) {
      return losses(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static List<String> losses(String lines) throws IOException {
    List<String> losses = new ArrayList<>();
    for (String line : lines.lines().toList()) {
      JsonNode node = new ObjectMapper().readTree(line);
      losses.add(node.path("step") + ": " + node.path("loss") + node.path("testLoss"));
    }
    return losses;
  }

  /** Stopped in the middle, then resumed from a checkpoint on the storage. */
  private void resumes(String data) throws IOException, InterruptedException {
    Driver killed =
        leap(
            "train",
            experiment.path("config.yaml").toString(),
            "--run-dir",
            root + "/killed-run",
            "--set",
            "data=" + data,
            "--set",
            "training.epochs=30");
    try (killed) {
      long end = System.nanoTime() + DrillRuns.START_TO_END.toNanos();
      while (System.nanoTime() < end && checkpoints("killed-run") == 0) {
        Thread.sleep(200);
      }
      killed.signal("INT");
      assertEquals(130, killed.await(DrillRuns.RECOVERY), killed.tail());
    }
    assertTrue(json("killed-run/status.json").get("rounds").asInt() > 0);
    train(0, data, root + "/killed-run", "--resume", "--set", "training.epochs=30");
    train(0, data, root + "/whole-run", "--set", "training.epochs=30");
    assertEquals(
        json("whole-run/status.json").get("paramsSha256"),
        json("killed-run/status.json").get("paramsSha256"));
    assertEquals(metrics("whole-run"), metrics("killed-run"));
  }

  private int checkpoints(String run) {
    try {
      return files.names(run + "/checkpoints").size();
    } catch (IOException e) {
      return 0;
    }
  }

  private void damageIsReported(String prepared) throws IOException, InterruptedException {
    byte[] shard;
    try (InputStream in = files.open("prepared/train-00000.shard")) {
      shard = in.readAllBytes();
    }
    shard[shard.length - 1] ^= 1;
    files.write("prepared/train-00000.shard", shard);
    String message = train(3, prepared, root + "/damaged-run");
    assertTrue(
        message.contains("leap: %s/prepared/train-00000.shard: block 0 at byte ".formatted(root)),
        message);
    assertTrue(message.contains("is damaged: its CRC-32C is"), message);
    assertEquals("FAILED", json("damaged-run/status.json").get("state").asText());
  }
}
