package org.leap.jobs.datasets.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.leap.jobs.formats.Collected.assertBad;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.linalg.Vectors;
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
import org.leap.jobs.config.DataBlocks;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.config.TableSet;
import org.leap.jobs.datasets.Sources;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;
import org.leap.jobs.formats.images.ImageFiles;
import org.leap.jobs.process.UsageException;

/** Real Iceberg and Delta tables, and files that Spark reads. */
class TableSourceTest {
  @TempDir private static Path folder;
  private static SparkSession spark;

  @BeforeAll
  static void start() {
    spark = TableSession.start(folder);
    assumeTrue(spark.version().startsWith("3.5"), "the jars of the tables are for Spark 3.5");
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static Source open(String block) throws Exception {
    return Sources.open(config(block), new Configuration(false));
  }

  private static DataConfig config(String block) throws Exception {
    return DataBlocks.read(folder, block);
  }

  /** Numbers with an id, a class and two features. */
  private static Dataset<Row> numbers(int from, int to) {
    List<Row> rows = new ArrayList<>();
    for (int i = to - 1; i >= from; i--) {
      rows.add(RowFactory.create((long) i, i % 2 == 0 ? "even" : "odd", i / 8.0, i * i));
    }
    return spark
        .createDataFrame(
            rows,
            new StructType()
                .add("id", DataTypes.LongType)
                .add("kind", DataTypes.StringType)
                .add("x", DataTypes.DoubleType)
                .add("y", DataTypes.IntegerType))
        .repartition(3);
  }

  private static List<String> ids(int from, int to, Integer... without) {
    List<String> ids = new ArrayList<>();
    for (int i = from; i < to; i++) {
      if (!Arrays.asList(without).contains(i)) {
        ids.add(String.valueOf(i));
      }
    }
    return ids;
  }

  private static String current(String table) {
    return String.valueOf(
        spark
            .sql("SELECT snapshot_id FROM " + table + ".snapshots ORDER BY committed_at DESC")
            .first()
            .get(0));
  }

  @Test
  void icebergTablesHaveTheirDeletedRowsColumnsAndSnapshots() throws Exception {
    numbers(0, 40).writeTo("ice.db.numbers").using("iceberg").create();
    String all = "{format: table, train: {table: ice.db.numbers}, label: kind, key: id}";
    Source source = open(all);
    assertEquals(List.of("even", "odd"), source.classNames());
    assertEquals(List.of("x", "y"), source.names().features());
    RowsRead first = RowsRead.of(source);
    assertEquals(ids(0, 40), first.keys);
    assertEquals(List.of(0, 1, 0), first.labels.subList(0, 3));

    String snapshot = current("ice.db.numbers");
    assertEquals("iceberg snapshot " + snapshot, state(source));
    spark.sql("DELETE FROM ice.db.numbers WHERE id = 7");
    spark.sql("ALTER TABLE ice.db.numbers ADD COLUMN z float");
    RowsRead left = RowsRead.of(open(all.replace("key: id", "key: id, features: [x, y]")));
    assertEquals(ids(0, 40, 7), left.keys);
    first.assertSame(
        RowsRead.of(
            open(all.replace("numbers}", "numbers, version: \"%s\"}".formatted(snapshot)))));

    // What a run began with, it reads again.
    first.assertSame(
        RowsRead.of(TableSource.open(table(all), sets(all), List.of(), source.identity())));
    spark.sql(
        "INSERT INTO ice.db.numbers VALUES (40, 'even', 5.0, 1600, 1.5), (41, 'odd', 5.1, 1681, 2)");
    RowsRead grown = RowsRead.of(open(all));
    assertEquals(List.of("40", "41"), grown.keys);
    List<String> bad = grown.bad;
    assertEquals(39, bad.size());
    assertEquals("ice.db.numbers: row 0: column \"z\" is null; fill it in", bad.get(0));
    assertBad(
        () -> open(all.replace("numbers}", "numbers, version: 12345}")),
        "ice.db.numbers: Spark cannot read it: ",
        "12345");
  }

  private static String state(Source source) {
    return source.identity().get("train table").replaceFirst(", schema .*", "");
  }

  private static DataConfig.Table table(String block) throws Exception {
    return (DataConfig.Table) config(block);
  }

  private static Map<Subset, TableSet> sets(String block) throws Exception {
    return Map.of(Subset.TRAIN, table(block).sets().train().orElseThrow());
  }

  @Test
  void deltaTablesHaveTheirDeletedRowsColumnsAndVersions() throws Exception {
    String path = folder.resolve("delta").toString();
    numbers(0, 40).write().format("delta").save(path);
    String all =
        "{format: table, train: {source: delta, path: %s}, label: kind, features: [y, x], key: id}"
            .formatted(path);
    Source source = open(all);
    assertEquals("delta snapshot 0", state(source));
    RowsRead first = RowsRead.of(source);
    assertEquals(ids(0, 40), first.keys);

    spark.sql("DELETE FROM delta.`" + path + "` WHERE id IN (3, 4)");
    numbers(40, 50)
        .withColumn("z", org.apache.spark.sql.functions.lit(1))
        .write()
        .format("delta")
        .mode("append")
        .option("mergeSchema", "true")
        .save(path);
    Source later = open(all);
    assertEquals("delta snapshot 2", state(later));
    assertEquals(ids(0, 50, 3, 4), RowsRead.of(later).keys);
    first.assertSame(RowsRead.of(open(all.replace("path:", "version: 0, path:"))));
    String now = "2099-01-01 00:00:00";
    assertEquals(
        "delta snapshot 2", state(open(all.replace("path:", "timestamp: " + now + ", path:"))));
    assertBad(
        () -> open(all.replace("path:", "timestamp: 1999-01-01, path:")),
        path + ": has no snapshot of \"1999-01-01\" or before; name a later timestamp");
    assertBad(
        () -> open(all.replace("path:", "version: 9, path:")),
        path + ": Spark cannot read it: ",
        "9");
    assertEquals(
        ids(0, 10, 3, 4), RowsRead.of(open(all.replace("path:", "where: id < 10, path:"))).keys);
  }

  @Test
  void theContentPlacesRowsInWhateverOrderAndTableTheyAre() throws Exception {
    numbers(0, 60).write().parquet(folder + "/a");
    numbers(0, 60).orderBy("x").coalesce(1).write().orc(folder + "/b");
    String block = "{format: table, train: {source: %s, path: %s}, label: kind, features: [x, y]}";
    RowsRead parquet = RowsRead.of(open(block.formatted("parquet", folder + "/a")));
    RowsRead orc = RowsRead.of(open(block.formatted("orc", folder + "/b")));
    parquet.assertSame(orc);
    assertEquals(parquet.keys, orc.keys);
    assertEquals(60, parquet.keys.stream().filter(key -> key.length() == 32).distinct().count());
    assertNotEquals(ids(0, 60), parquet.keys);
  }

  @Test
  void vectorsAndArraysAreFeatures() throws Exception {
    List<Row> rows =
        List.of(
            RowFactory.create(Vectors.sparse(3, new int[] {2}, new double[] {9}), 1),
            RowFactory.create(Vectors.dense(1, 2, 3), 0),
            RowFactory.create(Vectors.dense(1, 2), 0));
    spark
        .createDataFrame(
            rows,
            new StructType()
                .add("v", org.apache.spark.ml.linalg.SQLDataTypes.VectorType())
                .add("label", DataTypes.IntegerType))
        .createOrReplaceTempView("vectors");
    Source source =
        open(
            "{format: table, train: {table: vectors}, label: label, key: label}"
                .replace(", key: label", ""));
    assertEquals("no snapshots", state(source));
    RowsRead read = RowsRead.of(source);
    assertEquals(source.shape().channels() == 3 ? 2 : 1, read.features.size());
    assertEquals(source.shape().channels() == 3 ? 1 : 2, read.bad.size());
    assertTrue(read.bad.get(0).matches("vectors: row [0-9a-f]{32}: column \"v\" has . values, .*"));
  }

  @Test
  void imagesOfFilesAreDecodedOnExecutors() throws Exception {
    Path images = folder.resolve("pictures");
    for (int label = 0; label < 2; label++) {
      Path own = images.resolve("label=" + label);
      java.nio.file.Files.createDirectories(own);
      for (int i = 0; i < 3; i++) {
        java.nio.file.Files.write(
            own.resolve(i + ".png"),
            ImageFiles.encoded(ImageFiles.plain(4, 4, 0x102030 * (i + 1) + label), "png"));
      }
    }
    RowsRead files =
        RowsRead.of(
            open(
                "{format: table, train: {source: binaryFile, path: %s}, label: label, features: [content], key: path}"
                    .formatted(images)));
    assertEquals(List.of(0, 0, 0, 1, 1, 1), files.labels);
    assertTrue(files.keys.get(4).endsWith("label=1/1.png"), files.keys.get(4));
    RowsRead pixels =
        RowsRead.of(
            open(
                "{format: table, train: {source: image, path: %s}, label: label, features: [image]}"
                    .formatted(images)));
    assertEquals(6, pixels.features.size());
    byte[] first = files.features.get(0);
    assertTrue(pixels.features.stream().anyMatch(bytes -> Arrays.equals(bytes, first)));
  }

  @Test
  void badRowsAreNamedByTableColumnAndKey() throws Exception {
    byte[] png = ImageFiles.encoded(ImageFiles.plain(6, 6, 0x336699), "png");
    List<Row> rows = new ArrayList<>();
    rows.add(RowFactory.create("a", png, "wolf"));
    rows.add(RowFactory.create("b", png, null));
    rows.add(RowFactory.create("c", null, "wolf"));
    rows.add(RowFactory.create("d", Arrays.copyOf(png, png.length - 30), "wolf"));
    rows.add(RowFactory.create("e", png, "ant"));
    rows.add(RowFactory.create(null, png, "ant"));
    spark
        .createDataFrame(
            rows,
            new StructType()
                .add("name", DataTypes.StringType)
                .add("image", DataTypes.BinaryType)
                .add("label", DataTypes.StringType))
        .createOrReplaceTempView("animals");
    String block = "{format: table, train: {table: animals}, label: label, key: name}";
    RowsRead read = RowsRead.of(open(block));
    assertEquals(List.of("a", "e"), read.keys);
    assertEquals(4, read.bad.size());
    assertEquals("animals: row null: the column of data.key is null; fill it in", read.bad.get(0));
    assertEquals("animals: row b: column \"label\" is null", read.bad.get(1));
    assertEquals("animals: row c: column \"image\" is null; fill it in", read.bad.get(2));
    assertTrue(
        read.bad.get(3).startsWith("animals: row d: column \"image\": is a damaged image: "),
        read.bad.get(3));
    assertBad(
        () -> open(block.replace("key: name", "key: label, features: [image]")),
        "animals: row ant: another row has the same value in column \"label\"; name a column in data.key");
    assertBad(
        () -> open(block.replace("key: name", "key: id")),
        "animals: has no column \"id\"",
        "set data.key to one of its 3 columns");
  }

  @Test
  void whatIsNotThereIsSaid() throws Exception {
    assertBad(
        () -> open("{format: table, train: {table: ice.db.none}, label: a}"),
        "ice.db.none: Spark cannot read it: [TABLE_OR_VIEW_NOT_FOUND]");
    UsageException source =
        assertThrows(
            UsageException.class,
            () -> open("{format: table, train: {source: hoodie, path: /x}, label: a}"));
    assertTrue(
        source.getMessage().startsWith("data.train: Spark finds no class for /x ("),
        source.getMessage());
    assertTrue(source.getMessage().contains("LEAP_JARS"), source.getMessage());
    numbers(0, 4).createOrReplaceTempView("four");
    UsageException where =
        assertThrows(
            UsageException.class,
            () -> open("{format: table, train: {table: four, where: w > 3}, label: kind}"));
    assertTrue(
        where
            .getMessage()
            .startsWith("data.train.where: \"w > 3\" is no condition on its columns: "),
        where.getMessage());
  }

  @Test
  void filesWithAnotherSchemaAreNamed() throws Exception {
    String path = folder + "/mixed";
    // Spark takes the schema of the first file for that of all.
    numbers(0, 10).coalesce(1).write().parquet(path + "/p=0");
    numbers(10, 20)
        .coalesce(1)
        .selectExpr("id", "kind", "cast(x as string) x", "y")
        .write()
        .parquet(path + "/p=1");
    assertBad(
        () ->
            open(
                "{format: table, train: {source: parquet, path: %s}, label: kind, key: id}"
                    .formatted(path)),
        path + ": Spark cannot read it: ",
        "mixed/p=1/part-");
  }
}
