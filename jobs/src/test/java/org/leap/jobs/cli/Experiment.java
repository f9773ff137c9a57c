package org.leap.jobs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.leap.jobs.formats.IdxBytes;

/**
 * A folder with a small learnable data set and a configuration, and the command line run on them.
 */
public final class Experiment {
  static final int TRAIN = 150;
  static final int TEST = 40;

  private final Path folder;
  private final Console console = new Console();

  public Experiment(Path folder) throws IOException {
    this.folder = folder;
    writeSets(8);
    configuration(
        "perturbation: {sigma: 0.3}",
        "training: {epochs: 2, batchSize: 8, workers: 3, averagingFrequency: 4}");
  }

  /** Writes data of square images with this edge in place of the 8 x 8 ones. */
  void writeSets(int edge) throws IOException {
    writeSet("train", TRAIN, edge, 1);
    writeSet("test", TEST, edge, 2);
  }

  /** Writes data of 8 x 8 images of so many classes in place of those of three. */
  void writeClasses(int classes) throws IOException {
    writeSet("train", TRAIN, 8, classes, 1);
    writeSet("test", TEST, 8, classes, 2);
  }

  private void writeSet(String name, int count, int edge, long seed) throws IOException {
    writeSet(name, count, edge, 3, seed);
  }

  private void writeSet(String name, int count, int edge, int classes, long seed)
      throws IOException {
    Random random = new Random(seed);
    int size = edge * edge;
    byte[] pixels = new byte[count * size];
    int[] labels = new int[count];
    for (int row = 0; row < count; row++) {
      labels[row] = row % classes;
      for (int i = 0; i < size; i++) {
        pixels[row * size + i] =
            (byte) (random.nextInt(80) + (i % classes == labels[row] ? 120 : 20));
      }
    }
    write(name + "-images", IdxBytes.file(new int[] {0x803, count, edge, edge}, pixels));
    write(name + "-labels", IdxBytes.gzip(IdxBytes.labels(labels)));
  }

  void write(String name, byte[] content) throws IOException {
    Files.write(folder.resolve(name), content);
  }

  /** Writes config.yaml: data and model as always, and these lines. */
  public void configuration(String... lines) throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "data:",
                "  format: idx",
                "  train: {images: train-images, labels: train-labels}",
                "  test: {images: test-images, labels: test-labels}",
                "model: {name: mlp, hidden: [12], dropout: 0.2}",
                "optimizer: {name: adam}",
                "schedule: {name: constant, learningRate: 0.02}"));
    all.addAll(List.of(lines));
    Files.write(folder.resolve("config.yaml"), all);
  }

  /** Writes a file with just a data block, and returns its path. */
  String data(String block) throws IOException {
    write("data.yaml", ("data: " + block + "\n").getBytes(StandardCharsets.UTF_8));
    return path("data.yaml").toString();
  }

  public Path path(String name) {
    return folder.resolve(name);
  }

  /** Trains into a folder of its own and returns the exit code. */
  int train(String run, String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of("train", path("config.yaml").toString(), "--run-dir", path(run).toString()));
    arguments.addAll(List.of(options));
    return leap(arguments.toArray(String[]::new));
  }

  int leap(String... arguments) {
    return console.leap(arguments);
  }

  /** What the last command wrote for a person. */
  String out() {
    return console.out();
  }

  /** What it wrote beside it. */
  String everythingSaid() {
    return console.err();
  }

  /** The error lines of the last command, without what logging and progress wrote. */
  String error() {
    return String.join(
        "\n",
        console
            .err()
            .lines()
            .filter(line -> line.startsWith("leap: "))
            .map(l -> l.substring(6))
            .toList());
  }

  public JsonNode status(String run) throws IOException {
    return new ObjectMapper().readTree(path(run).resolve("status.json").toFile());
  }

  public List<JsonNode> metrics(String run) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(path(run).resolve("metrics.jsonl"))) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }

  public String sha(String run) throws IOException {
    return status(run).get("paramsSha256").asText();
  }
}
