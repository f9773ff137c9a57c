package org.leap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.jobs.datasets.tables.TableSession;
import org.leap.jobs.formats.images.ImageFiles;

/** The same images of Fashion-MNIST in a folder, in Parquet, in Iceberg and in Delta. */
class TablesTest {
  private static final int IMAGES = 240;
  private static final int SIDE = 28;
  private static final StructType SCHEMA =
      new StructType()
          .add("name", DataTypes.StringType)
          .add(
              "image",
              new StructType().add("bytes", DataTypes.BinaryType).add("path", DataTypes.StringType))
          .add("label", DataTypes.IntegerType);
  private static final String TABLE =
      "{format: table, train: {table: ice.shop.clothes}, label: label, features: [image], key: name}";

  @TempDir private static Path folder;
  private static Experiment experiment;

  @BeforeAll
  static void write() throws IOException {
    TableSession.settings(folder).forEach(System::setProperty);
    experiment = new Experiment(folder);
    experiment.write(
        "config.yaml",
        String.join(
                "\n",
                "data: {format: images, train: clothes}",
                "model: {name: mlp, hidden: [12]}",
                "optimizer: {name: adam}",
                "schedule: {name: constant, learningRate: 0.01}",
                "perturbation: {sigma: 0.3}",
                "training: {epochs: 2, batchSize: 8, workers: 3, averagingFrequency: 4}")
            .getBytes(StandardCharsets.UTF_8));
    assumeTrue(
        org.apache.spark.package$.MODULE$.SPARK_VERSION().startsWith("3.5"),
        "the jars of the tables are for Spark 3.5");
    List<Row> rows = rows();
    try (SparkSession spark = SparkSession.builder().getOrCreate()) {
      spark.createDataFrame(rows, SCHEMA).coalesce(1).write().parquet(folder + "/parquet");
      Collections.shuffle(rows, new Random(3));
      Dataset<Row> shuffled = spark.createDataFrame(rows, SCHEMA).repartition(3);
      shuffled.write().format("delta").save(folder + "/delta");
      shuffled.writeTo("ice.shop.clothes").using("iceberg").create();
    } catch (Exception e) {
      throw new IOException(e); // what Scala throws is not declared
    }
  }

  @AfterAll
  static void forgetSettings() {
    TableSession.settings(folder).keySet().forEach(System::clearProperty);
  }

  /** In the order of the files in the folder, which they are written to. */
  private static List<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    Path data = Path.of("../conf/data/fashion-mnist-small");
    try (var images = stream(data.resolve("t10k-images-idx3-ubyte.gz"), 16);
        var labels = stream(data.resolve("t10k-labels-idx1-ubyte.gz"), 8)) {
      for (int i = 0; i < IMAGES; i++) {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        byte[] pixels = images.readNBytes(SIDE * SIDE);
        image.getRaster().setDataElements(0, 0, SIDE, SIDE, pixels);
        byte[] png = ImageFiles.encoded(image, "png");
        int label = labels.read();
        String name = String.format(Locale.ROOT, "%d/%05d.png", label, i);
        Path file = folder.resolve("clothes").resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, png);
        rows.add(RowFactory.create(name, RowFactory.create(png, name), label));
      }
    }
    rows.sort(Comparator.comparing(row -> row.getString(0)));
    return rows;
  }

  private static DataInputStream stream(Path file, int header) throws IOException {
    DataInputStream in = new DataInputStream(new GZIPInputStream(Files.newInputStream(file)));
    in.skipNBytes(header);
    return in;
  }

  private static String sha(String run, String data) throws IOException {
    assertEquals(0, experiment.train(run, "--set", "data=" + data), () -> experiment.error());
    return experiment.sha(run);
  }

  @Test
  void folderParquetIcebergDeltaAndPreparedGiveTheSameBits() throws IOException {
    String inFolder = sha("folder", "{format: images, train: %s/clothes}".formatted(folder));
    assertEquals(
        inFolder,
        sha(
            "inParquet",
            "{format: parquet, train: %s/parquet, label: label, features: [image]}"
                .formatted(folder)));
    assertEquals(inFolder, sha("inIceberg", TABLE));
    String delta =
        TABLE.replace("table: ice.shop.clothes", "source: delta, path: %s/delta".formatted(folder));
    assertEquals(inFolder, sha("inDelta", delta));
    Path block = Files.writeString(folder.resolve("data.yaml"), "data: " + TABLE + "\n");
    String prepared = folder + "/prepared";
    String[] prepare = {"data", "prepare", block.toString(), "--out", prepared};
    assertEquals(0, experiment.leap(prepare), () -> experiment.error());
    assertEquals(inFolder, sha("fromPrepared", "{format: prepared, path: %s}".formatted(prepared)));
    assertEquals(0, experiment.leap(prepare), "complete already");
    assertTrue(experiment.out().contains("complete already"), experiment.out());
  }

  @Test
  void predictionsOfATableAreATable() throws Exception {
    assertEquals(0, experiment.train("model", "--set", "data=" + TABLE), experiment::error);
    Path block =
        Files.writeString(
            folder.resolve("score.yaml"),
            "data: "
                + TABLE.replace("train:", "test:").replace("clothes}", "clothes, where: label < 3}")
                + "\n");
    assertEquals(
        0,
        experiment.leap(
            "predict",
            "--model",
            experiment.path("model").resolve("model.zip").toString(),
            "--data",
            block.toString(),
            "--format",
            "parquet",
            "--out",
            folder + "/predicted"),
        experiment::error);
    try (SparkSession spark = SparkSession.builder().getOrCreate()) {
      Dataset<Row> all = spark.read().parquet(folder + "/predicted");
      assertEquals(
          "struct<index:bigint,file:string,row:bigint,key:string,label:string,predicted:string,probabilities:array<float>>",
          all.schema().catalogString());
      assertEquals(
          10, all.schema().apply("probabilities").metadata().getStringArray("classes").length);
      assertEquals(
          0, all.where("label <> substring(key, 1, 1) OR file <> 'ice.shop.clothes'").count());
      assertEquals(
          all.count(),
          all.where(
                  "abs(aggregate(probabilities, 0d, (a, p) -> a + p) - 1) < 1e-5"
                      + " AND probabilities[cast(predicted AS int)] = array_max(probabilities)")
              .count());
      assertEquals(all.count(), spark.table("ice.shop.clothes").where("label < 3").count());
    }
  }

  @Test
  void aRunGoesOnWithTheSnapshotItBeganWith() throws Exception {
    String table = TABLE.replace("ice.shop.clothes", "ice.shop.growing");
    try (SparkSession spark = SparkSession.builder().getOrCreate()) {
      spark.table("ice.shop.clothes").writeTo("ice.shop.growing").using("iceberg").create();
    }
    String whole = sha("whole", table);
    String[] options = {"--set", "data=" + table, "--set", "checkpoint.everyRounds=1"};
    assertEquals(0, experiment.train("longer", with(options, "--set", "training.epochs=1")));
    try (SparkSession spark = SparkSession.builder().getOrCreate()) {
      spark.sql("DELETE FROM ice.shop.growing WHERE label = 4");
    }
    assertEquals(0, experiment.train("longer", with(options, "--resume")), experiment::error);
    assertEquals(whole, experiment.sha("longer"));
  }

  private static String[] with(String[] options, String... more) {
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Test
  void aSourceWithoutItsJarIsUsage() {
    assertEquals(
        2,
        experiment.train(
            "none",
            "--set",
            "data={format: table, train: {source: hoodie, path: /x}, label: label}"));
    assertTrue(experiment.error().contains("give it the jar of the source"), experiment.error());
    assertEquals(
        3,
        experiment.train(
            "none",
            "--restart",
            "--set",
            "data=" + TABLE.replace("clothes}", "clothes, version: 7}")));
    assertTrue(
        experiment.error().contains("ice.shop.clothes: Spark cannot read it: "),
        experiment.error());
  }
}
