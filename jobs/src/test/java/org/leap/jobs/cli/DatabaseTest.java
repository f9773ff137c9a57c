package org.leap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same rows in a file and in a database, behind a password. */
class DatabaseTest {
  /** Tests cannot set a variable; this one has a value that nothing else says. */
  private static final String SECRET = System.getenv("PATH");

  private static final String TABLE =
      "{format: table, train: {source: jdbc, options: {url: \"jdbc:h2:mem:shop\", dbtable: wares,"
          + " user: reader, password: \"${PATH}\"}}, label: kind, key: id}";
  private static final int ROWS = 120;

  @TempDir private static Path folder;
  private static Experiment experiment;
  private static Connection database;

  @BeforeAll
  static void write() throws IOException, SQLException {
    experiment = new Experiment(folder);
    database = DriverManager.getConnection("jdbc:h2:mem:shop", "sa", "");
    run("CREATE USER reader PASSWORD '%s'".formatted(SECRET));
    run("CREATE TABLE wares (\"id\" INT, \"kind\" VARCHAR(9), \"x\" DOUBLE PRECISION, \"y\" REAL)");
    run("GRANT SELECT ON wares TO reader");
    Random random = new Random(1);
    StringBuilder csv = new StringBuilder("id,kind,x,y\n");
    for (int i = 0; i < ROWS; i++) {
      String kind = random.nextBoolean() ? "cup" : "pan";
      int x = random.nextInt(40) + (kind.equals("cup") ? 30 : 0);
      int y = random.nextInt(9);
      csv.append("%s,%s,%s,%s\n".formatted(i, kind, x, y));
      // From the last to the first.
      run("INSERT INTO wares VALUES (%s, '%s', %s, %s)".formatted(i, kind, x, y));
    }
    experiment.write("wares.csv", csv.toString().getBytes(StandardCharsets.UTF_8));
    experiment.write(
        "config.yaml",
        String.join(
                "\n",
                "data: {format: csv, train: wares.csv, label: kind, features: [x, y]}",
                "model: {name: mlp, hidden: [6]}",
                "optimizer: {name: adam}",
                "schedule: {name: constant, learningRate: 0.01}",
                "perturbation: {sigma: 0.3}",
                "training: {epochs: 2, batchSize: 8, workers: 3, averagingFrequency: 2}")
            .getBytes(StandardCharsets.UTF_8));
  }

  @AfterAll
  static void close() throws SQLException {
    database.close();
  }

  private static void run(String sql) throws SQLException {
    try (var statement = database.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void assertNoSecret(String... folders) throws IOException {
    assertFalse((experiment.out() + experiment.everythingSaid()).contains(SECRET));
    for (String name : folders) {
      try (Stream<Path> all = Files.walk(experiment.path(name))) {
        for (Path file : all.filter(Files::isRegularFile).toList()) {
          String text = Files.readString(file, StandardCharsets.ISO_8859_1);
          assertFalse(text.contains(SECRET), file.toString());
        }
      }
    }
  }

  @Test
  void databaseFileAndPreparedGiveTheSameBitsAndTellNoPassword() throws IOException {
    assertEquals(0, experiment.train("inFile"), experiment::error);
    assertEquals(0, experiment.train("inDatabase", "--set", "data=" + TABLE), experiment::error);
    assertNoSecret("inDatabase");
    assertEquals(experiment.sha("inFile"), experiment.sha("inDatabase"));
    assertTrue(
        Files.readString(experiment.path("inDatabase").resolve("config.yaml"))
            .contains("password: \"${PATH}\""));

    Path block = Files.writeString(folder.resolve("data.yaml"), "data: " + TABLE + "\n");
    String prepared = folder + "/prepared";
    assertEquals(
        0,
        experiment.leap("data", "prepare", block.toString(), "--out", prepared),
        experiment::error);
    assertNoSecret("prepared");
    String data = "data={format: prepared, path: %s}".formatted(prepared);
    assertEquals(0, experiment.train("fromPrepared", "--set", data), experiment::error);
    assertEquals(experiment.sha("inFile"), experiment.sha("fromPrepared"));
  }

  @Test
  void whatIsWrongIsOneLineWithoutThePassword() throws IOException, SQLException {
    assertFails(3, TABLE.replace("wares", "none"), "none: Spark cannot read it: Table \"NONE\"");
    assertFails(3, TABLE.replace("reader", "sa"), "wares: Spark cannot read it: Wrong user name");
    assertFails(
        2,
        TABLE.replace("user:", "driver: org.nowhere.Driver, user:"),
        "data.train: Spark finds no class for wares (org.nowhere.Driver); give it the jar");
    assertFails(
        2,
        TABLE.replace("${PATH}", "sesame"),
        "--set: data.train.options.password: holds a secret, which every run would store");
    run("CREATE TABLE gaps AS SELECT * FROM wares");
    run("UPDATE gaps SET \"kind\" = NULL WHERE \"id\" = 7");
    run("GRANT SELECT ON gaps TO reader");
    assertFails(3, TABLE.replace("wares", "gaps"), "gaps: row 7: column \"kind\" is null");
  }

  private static void assertFails(int exitCode, String data, String... expected)
      throws IOException {
    assertEquals(exitCode, experiment.train("none", "--restart", "--set", "data=" + data));
    String error = experiment.error();
    assertEquals(1, error.lines().count(), error);
    for (String text : expected) {
      assertTrue(error.contains(text), error);
    }
    assertNoSecret();
  }

  @Test
  void rowsThatChangedAreSaidWhenARunGoesOn() throws IOException, SQLException {
    run("CREATE TABLE stock AS SELECT * FROM wares");
    run("GRANT SELECT ON stock TO reader");
    String[] options = {
      "--set", "data=" + TABLE.replace("wares", "stock"), "--set", "checkpoint.everyRounds=1"
    };
    List<String> shorter =
        Stream.concat(Stream.of(options), Stream.of("--set", "training.epochs=1")).toList();
    assertEquals(0, experiment.train("longer", shorter.toArray(String[]::new)), experiment::error);
    run("UPDATE stock SET \"x\" = 99 WHERE \"id\" = 3");
    List<String> on = Stream.concat(Stream.of(options), Stream.of("--resume")).toList();
    assertEquals(3, experiment.train("longer", on.toArray(String[]::new)));
    assertTrue(
        experiment.error().contains("longer: was begun with other data or another model.file"),
        experiment.error());
  }
}
