package org.leap.jobs.datasets.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.leap.jobs.formats.Collected.assertBad;

import java.io.IOException;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
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
import org.leap.jobs.datasets.Sources;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.images.ImageFiles;
import org.leap.jobs.process.UsageException;

/** The same rows in files of several kinds, and in a database that JDBC reaches. */
class SparkSourcesTest {
  private static final String URL = "jdbc:h2:mem:sources";
  private static final int ROWS = 60;
  private static final StructType NUMBERS =
      new StructType()
          .add("id", DataTypes.LongType)
          .add("kind", DataTypes.StringType)
          .add("x", DataTypes.DoubleType)
          .add("y", DataTypes.IntegerType);

  @TempDir private static Path folder;
  private static SparkSession spark;
  private static Connection database;

  /** What a data block says of the rows, by the names of the sources. */
  private static final Map<String, String> SOURCES = new LinkedHashMap<>();

  @BeforeAll
  static void write() throws Exception {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("sources")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "2")
            .getOrCreate();
    database = DriverManager.getConnection(URL, "sa", "");
    List<Row> rows = numbers();
    run("CREATE USER reader PASSWORD 'sesame-street'");
    run(
        "CREATE TABLE numbers (\"id\" BIGINT PRIMARY KEY, \"kind\" VARCHAR(9), \"x\" DOUBLE PRECISION, \"y\" INTEGER)");
    run("GRANT SELECT ON numbers TO reader");
    insert("INSERT INTO numbers VALUES (?, ?, ?, ?)", rows);
    for (String format : List.of("parquet", "orc", "avro", "csv")) {
      Collections.rotate(rows, 7);
      spark
          .createDataFrame(rows, NUMBERS)
          .repartition(3)
          .write()
          .format(format)
          .option("header", "true")
          .save(folder.resolve(format).toString());
      SOURCES.put(format, "source: %s, path: %s/%s".formatted(format, folder, format));
    }
    SOURCES.computeIfPresent(
        "csv", (name, csv) -> csv + ", options: {header: \"true\", inferSchema: \"true\"}");
    SOURCES.put("jdbc", jdbc("dbtable: numbers"));
    SOURCES.put(
        "jdbc in parts",
        jdbc(
            "dbtable: numbers, partitionColumn: id, lowerBound: \"0\", upperBound: \"60\", numPartitions: \"3\""));
    SOURCES.put("query of jdbc", jdbc("query: SELECT * FROM numbers"));
  }

  @AfterAll
  static void stop() throws SQLException {
    spark.stop();
    database.close();
  }

  private static List<Row> numbers() {
    List<Row> rows = new ArrayList<>();
    for (int i = ROWS - 1; i >= 0; i--) {
      rows.add(RowFactory.create((long) i, i % 2 == 0 ? "even" : "odd", i / 8.0, i * i));
    }
    return rows;
  }

  private static void run(String sql) throws SQLException {
    try (var statement = database.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void insert(String sql, List<Row> rows) throws SQLException {
    try (PreparedStatement statement = database.prepareStatement(sql)) {
      for (Row row : rows) {
        for (int i = 0; i < row.length(); i++) {
          statement.setObject(i + 1, row.get(i));
        }
        statement.execute();
      }
    }
  }

  private static String jdbc(String options) {
    return "source: jdbc, options: {url: \"%s\", user: reader, password: \"${DB_PASSWORD}\", %s}"
        .formatted(URL, options);
  }

  private static Source open(String set, String rest) throws Exception {
    String block = "{format: table, train: {%s}, %s}".formatted(set, rest);
    return Sources.open(DataBlocks.read(folder, block), new Configuration(false));
  }

  @Test
  void theSameRowsAreTheSameExamplesAtTheSamePlaces() throws Exception {
    for (String rest : List.of("label: kind, key: id", "label: kind, features: [y, x]")) {
      Source parquet = open(SOURCES.get("parquet"), rest);
      RowsRead expected = RowsRead.of(parquet);
      assertEquals(ROWS, expected.labels.size());
      for (var source : SOURCES.entrySet()) {
        Source opened = open(source.getValue(), rest);
        assertEquals(parquet.identity(), opened.identity(), source.getKey());
        assertEquals(parquet.names(), opened.names(), source.getKey());
        RowsRead found = RowsRead.of(opened);
        expected.assertSame(found);
        assertEquals(expected.keys, found.keys, source.getKey());
        assertEquals(List.of(), found.bad, source.getKey());
      }
    }
  }

  @Test
  void conditionsHoldForEverySource() throws Exception {
    for (var source : SOURCES.entrySet()) {
      RowsRead found =
          RowsRead.of(
              open(
                  source.getValue() + ", where: \"id < 8 AND (kind = 'odd' OR x * 8 = y)\"",
                  "label: kind, key: id"));
      assertEquals(List.of("0", "1", "3", "5", "7"), found.keys, source.getKey());
    }
  }

  @Test
  void nullLabelsAreNamedByTheirTable() throws Exception {
    List<Row> rows = numbers().subList(50, ROWS);
    rows.set(3, RowFactory.create(rows.get(3).get(0), null, 0.5, 1));
    run(
        "CREATE TABLE gaps (\"id\" INTEGER, \"kind\" VARCHAR(9), \"x\" DOUBLE PRECISION, \"y\" INTEGER)");
    run("GRANT SELECT ON gaps TO reader");
    insert("INSERT INTO gaps VALUES (?, ?, ?, ?)", rows);
    Map<String, String> sets = new LinkedHashMap<>();
    sets.put("gaps", jdbc("dbTable: gaps"));
    sets.put("jdbc source", jdbc("query: SELECT * FROM gaps"));
    for (String format : List.of("avro", "orc")) {
      String path = folder.resolve("gaps." + format).toString();
      spark.createDataFrame(rows, NUMBERS).write().format(format).save(path);
      sets.put(path, "source: %s, path: %s".formatted(format, path));
    }
    for (var set : sets.entrySet()) {
      RowsRead read = RowsRead.of(open(set.getValue(), "label: kind, key: id"));
      assertEquals(List.of(set.getKey() + ": row 6: column \"kind\" is null"), read.bad);
      assertEquals(9, read.labels.size());
    }
  }

  @Test
  void theTypesOfADatabaseAreNumbersTextAndImages() throws Exception {
    run(
        "CREATE TABLE kinds (name VARCHAR(9), label DECIMAL(5, 2), a NUMERIC(9, 3), b REAL, c SMALLINT, d BOOLEAN, image BLOB, made DATE)");
    run("GRANT SELECT ON kinds TO reader");
    byte[] png = ImageFiles.encoded(ImageFiles.plain(3, 3, 0x102030), "png");
    insert(
        "INSERT INTO kinds VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        List.of(
            RowFactory.create("r", "2", "1.5", 0.25f, 7, true, png, "2026-02-01"),
            RowFactory.create("q", "1", "2.5", 0.5f, 8, false, png, "2026-01-31")));
    String kinds = jdbc("dbtable: kinds");
    RowsRead numbers = RowsRead.of(open(kinds, "label: LABEL, features: [A, B, C, D], key: MADE"));
    assertEquals(List.of("2026-01-31", "2026-02-01"), numbers.keys);
    assertEquals(List.of(0, 1), numbers.labels);
    assertEquals(16, numbers.features.get(0).length);
    Source images = open(kinds, "label: LABEL, features: [IMAGE], key: NAME");
    assertEquals(3, images.shape().height());
    assertEquals(List.of("q", "r"), RowsRead.of(images).keys);

    // The same images in files.
    StructType schema =
        new StructType()
            .add("LABEL", DataTypes.IntegerType)
            .add(
                "IMAGE",
                new StructType()
                    .add("bytes", DataTypes.BinaryType)
                    .add("path", DataTypes.StringType))
            .add("NAME", DataTypes.StringType);
    List<Row> rows =
        List.of(
            RowFactory.create(2, RowFactory.create(png, "r"), "r"),
            RowFactory.create(1, RowFactory.create(png, "q"), "q"));
    for (String format : List.of("avro", "orc")) {
      String path = folder.resolve("images." + format).toString();
      spark.createDataFrame(rows, schema).write().format(format).save(path);
      Source files =
          open("source: %s, path: %s".formatted(format, path), "label: LABEL, key: NAME");
      RowsRead.of(images).assertSame(RowsRead.of(files));
    }
  }

  @Test
  void whatIsNotInADatabaseIsSaid() {
    assertBad(
        () -> open(jdbc("dbtable: none"), "label: kind"),
        "none: Spark cannot read it: Table \"NONE\" not found");
    assertBad(
        () -> open(jdbc("dbtable: numbers"), "label: sort"),
        "numbers: has no column \"sort\"",
        "its 4 columns");
    String wrong = jdbc("dbtable: numbers").replace("reader", "reader, driver: org.h2.Driver");
    assertBad(
        () -> open(wrong.replace("${DB_PASSWORD}", "${DB_PASSWORD}x"), "label: kind"),
        "numbers: Spark cannot read it: Wrong user name or password");
  }

  /** H2 quotes what it cannot read, with a mark within. */
  @Test
  void messagesOfDriversShowNoSecret() {
    String query = jdbc("query: \"SELECT '${DB_PASSWORD}' FROM FROM\"");
    assertBad(
        () -> open(query, "label: kind"),
        "jdbc source: Spark cannot read it: Syntax error in SQL statement ",
        "SELECT '${DB_PASSWORD}' FROM ");
  }

  @Test
  void driversThatAreMissingAreUsage() {
    String here = jdbc("dbtable: numbers");
    String advice =
        "; give it the jar of the source (LEAP_JARS where Spark runs in this process, spark.jars.packages in --properties-file elsewhere) and ";
    assertEquals(
        "data.train: Spark finds no class for numbers (org.nowhere.Driver)"
            + advice
            + "the settings of its catalog",
        usage(here.replace("user:", "driver: org.nowhere.Driver, user:")));
    assertEquals(
        "data.train: Spark finds no class for numbers (No suitable driver)"
            + advice
            + "the class of the driver in options.driver",
        usage(here.replace("jdbc:h2", "jdbc:nowhere")));
  }

  private static String usage(String set) {
    return assertThrows(UsageException.class, () -> open(set, "label: kind")).getMessage();
  }

  @Test
  void avroWithoutItsJarIsUsage() {
    Thread thread = Thread.currentThread();
    ClassLoader loader = thread.getContextClassLoader();
    thread.setContextClassLoader(new WithoutAvro(loader));
    try {
      String message = usage(SOURCES.get("avro"));
      assertTrue(
          message.startsWith("data.train: Spark finds no class for %s/avro (".formatted(folder)),
          message);
      assertTrue(message.contains("LEAP_JARS"), message);
      assertEquals(1, message.lines().count());
    } finally {
      thread.setContextClassLoader(loader);
    }
  }

  /** Spark finds its sources by files among the jars. */
  private static final class WithoutAvro extends ClassLoader {
    WithoutAvro(ClassLoader parent) {
      super(parent);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      List<URL> others = Collections.list(super.getResources(name));
      others.removeIf(url -> url.getPath().contains("spark-avro"));
      return Collections.enumeration(others);
    }
  }

  /** One file tells the schema, and another is damaged. */
  @Test
  void filesThatAreMissingOrDamagedAreNamed() throws Exception {
    for (String format : List.of("avro", "orc")) {
      assertBad(
          () -> open("source: %s, path: %s/none".formatted(format, folder), "label: kind"),
          folder + "/none: Spark cannot read it: ",
          "Path does not exist");
      Path path = folder.resolve("damaged." + format);
      for (String part : List.of("/a", "/b")) {
        spark
            .createDataFrame(numbers(), NUMBERS)
            .coalesce(1)
            .write()
            .format(format)
            .save(path + part);
      }
      Path damaged = file(path.resolve("b"), format);
      byte[] bytes = Files.readAllBytes(damaged);
      Arrays.fill(bytes, bytes.length / 2, bytes.length / 2 + 40, (byte) 0xff);
      Files.write(damaged, bytes);
      Files.delete(damaged.resolveSibling("." + damaged.getFileName() + ".crc"));
      String set =
          "source: %s, path: %s, options: {recursiveFileLookup: \"true\"}".formatted(format, path);
      assertBad(
          () -> open(set, "label: kind, features: [x, y]"),
          path + ": Spark cannot read it: ",
          "/b/" + damaged.getFileName(),
          format.equals("avro") ? ": FAILED_TO_UNCOMPRESS" : ": ");
    }
  }

  private static Path file(Path path, String format) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path, "part-*." + format)) {
      return files.iterator().next();
    }
  }
}
