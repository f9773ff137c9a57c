package org.leap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import javax.imageio.ImageIO;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** {@code leap init}: what it writes is valid and trains. */
class InitCommandTest extends OnExperiment {
  private String out(String name) {
    return experiment.path(name).toString();
  }

  private int init(String data, String file, String... more) {
    List<String> arguments = new ArrayList<>(List.of("init", out(data), "--out", out(file)));
    arguments.addAll(List.of(more));
    return experiment.leap(arguments.toArray(String[]::new));
  }

  /** Validates and trains the file, and returns the configuration as it was written. */
  private String trains(String file, double accuracy) throws IOException {
    assertEquals(0, experiment.leap("validate", out(file)), experiment::error);
    String run = file + "-run";
    assertEquals(
        0,
        experiment.leap("train", out(file), "--run-dir", out(run), "--set", "training.epochs=12"),
        experiment::error);
    double reached = experiment.status(run).get("testAccuracy").asDouble();
    assertTrue(reached > accuracy, () -> "accuracy " + reached);
    return Files.readString(experiment.path(file));
  }

  private void table(String name, char delimiter, int rows, long seed) throws IOException {
    Random random = new Random(seed);
    List<String> lines = new ArrayList<>();
    lines.add(String.join(String.valueOf(delimiter), "id", "length", "name", "width", "species"));
    for (int row = 0; row < rows; row++) {
      int kind = row % 3;
      lines.add(
          String.join(
              String.valueOf(delimiter),
              String.valueOf(row),
              String.format(Locale.ROOT, "%.2f", 4 + 2 * kind + random.nextDouble()),
              "plant" + row,
              row == 7 ? "" : String.format(Locale.ROOT, "%.2f", 9 - kind + random.nextDouble()),
              List.of("setosa", "versicolor", "virginica").get(kind)));
    }
    Files.write(experiment.path(name), lines);
  }

  @Test
  void aCsvFileTrainsInThreeCommands() throws IOException {
    table("flowers.csv", ';', 150, 1);
    assertEquals(0, init("flowers.csv", "csv.yaml"), experiment::error);
    assertTrue(
        experiment
            .out()
            .startsWith(
                "csv: train 120, test 30 examples of 2 features, 3 classes setosa, versicolor, virginica\n"),
        experiment.out());
    String yaml = trains("csv.yaml", 0.8);
    for (String line :
        List.of(
            "  label: \"species\"",
            "  features: [\"length\", \"width\"]",
            "  delimiter: \";\"",
            "  missing: mean",
            "model: {name: mlp")) {
      assertTrue(yaml.contains(line), yaml);
    }
    assertEquals(2, init("flowers.csv", "csv.yaml"));
    assertEquals("--out " + out("csv.yaml") + " exists: choose another file", experiment.error());
    assertEquals(3, init("flowers.csv", "other.yaml", "--label", "specie"));
    assertTrue(
        experiment.error().contains("has no column \"specie\", did you mean \"species\"?"),
        experiment.error());
  }

  @Test
  void aParquetFileTrainsInThreeCommands() throws IOException {
    table("flowers.csv", ',', 150, 2);
    try (SparkSession spark = SparkSession.builder().master("local[1]").getOrCreate()) {
      spark
          .read()
          .option("header", true)
          .option("inferSchema", true)
          .csv(out("flowers.csv"))
          .na()
          .fill(8)
          .coalesce(1)
          .write()
          .parquet(out("flowers.parquet"));
    }
    assertEquals(
        0, init("flowers.parquet", "parquet.yaml", "--label", "species"), experiment::error);
    String yaml = trains("parquet.yaml", 0.8);
    assertTrue(yaml.contains("  features: [\"length\", \"width\"]"), yaml);
  }

  /** The last column, which has another value in each of more rows than there can be classes. */
  @Test
  void aNumberToPredictIsDraftedOfBothKindsOfTable() throws IOException {
    List<String> lines = new ArrayList<>(List.of("rooms,area,price"));
    for (int row = 0; row < 1500; row++) {
      lines.add("%s,%s,%s.5".formatted(1 + row % 5, 20 + row % 90, 1000 + row));
    }
    Files.write(experiment.path("houses.csv"), lines);
    try (SparkSession spark = SparkSession.builder().master("local[1]").getOrCreate()) {
      spark
          .read()
          .option("header", true)
          .option("inferSchema", true)
          .csv(out("houses.csv"))
          .coalesce(1)
          .write()
          .parquet(out("houses.parquet"));
    }
    for (String table : List.of("houses.csv", "houses.parquet")) {
      assertEquals(0, init(table, table + ".yaml"), experiment::error);
      assertTrue(experiment.out().contains("a number from 100"), experiment.out());
      String yaml = Files.readString(experiment.path(table + ".yaml"));
      assertTrue(yaml.contains("  label: \"price\"  "), yaml);
      assertTrue(yaml.contains("  task: regression  "), yaml);
      // Every comment that is a setting can be used.
      Files.writeString(
          experiment.path(table + ".yaml"), yaml.replaceAll("(?m)^(\\s*)# (normalize)", "$1$2"));
      assertEquals(0, experiment.leap("validate", out(table + ".yaml")), experiment::error);
    }
  }

  @Test
  void aFolderOfImagesTrainsInThreeCommands() throws IOException {
    Random random = new Random(3);
    for (String set : List.of("train", "test")) {
      for (int i = 0; i < (set.equals("train") ? 60 : 20); i++) {
        boolean bright = i % 2 == 0;
        // Of several sizes.
        int edge = 20 + i % 3;
        BufferedImage image = new BufferedImage(edge, edge, BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < edge * edge; p++) {
          int level = random.nextInt(100) + (bright ? 100 : 20);
          image.setRGB(p % edge, p / edge, level << 16 | level << 8 | level);
        }
        Path folder = experiment.path("photos/" + set + (bright ? "/day" : "/night"));
        Files.createDirectories(folder);
        ImageIO.write(image, "png", folder.resolve(i + ".png").toFile());
      }
    }
    assertEquals(0, init("photos", "images.yaml"), experiment::error);
    assertTrue(
        experiment
            .out()
            .startsWith(
                "images: train 60, test 20 examples of 3 x 32 x 32 (channels x height x width), 2 classes day, night\n"),
        experiment.out());
    String yaml = trains("images.yaml", 0.8);
    assertTrue(yaml.contains("model: {name: lenet}") && yaml.contains("  size: 32"), yaml);
  }

  @Test
  void whatIsNoDataIsRefused() throws IOException {
    assertEquals(3, init("nothing", "x.yaml"));
    assertEquals(
        out("nothing") + ": there is no such file or folder; check the path", experiment.error());
    Files.createDirectory(experiment.path("empty"));
    assertEquals(3, init("empty", "x.yaml"));
    assertEquals(
        out("empty")
            + ": holds no images (.jpg, .png), CSV (.csv, .tsv) or Parquet (.parquet) files; docs/data.md has the other formats",
        experiment.error());
    assertTrue(Files.notExists(experiment.path("x.yaml")));
  }
}
