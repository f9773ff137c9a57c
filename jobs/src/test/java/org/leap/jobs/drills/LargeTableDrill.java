package org.leap.jobs.drills;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.leap.jobs.formats.tables.ParquetFiles;

/**
 * A table of ten times the heap that trains on it, and four times the heap that prepares it, is
 * trained in memory that stays flat: it streams from its storage.
 */
final class LargeTableDrill {
  private static final int HEAP_MEGABYTES = 200;
  private static final int FEATURES = 1_000;
  private static final int ROWS_A_FILE = 26_500;
  private static final int FILES = 10;
  private static final int TEST = 1_000;
  private static final int CLASSES = 4;
  private static final int EPOCHS = 6;
  private static final int ROW_GROUP = 4 << 20;
  private static final Duration LIMIT = Duration.ofMinutes(8);
  private static final Map<String, String> CONF =
      Map.of(
          "spark.master", "local[2]",
          // Spark wants 450 MB for itself, else.
          "spark.testing.reservedMemory", "60000000");
  private static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          "message row { required int32 label; required group x (LIST) { repeated double element; } }");

  @TempDir private Path folder;

  @Test
  @Timeout(1200)
  void aTableOfTenTimesTheHeapIsTrained() throws IOException, InterruptedException {
    assertTrue(8L * FEATURES * ROWS_A_FILE * FILES > (10L * HEAP_MEGABYTES) << 20);
    write(folder.resolve("test"), TEST, 2, 1);
    write(folder.resolve("train"), ROWS_A_FILE, 1, FILES);
    String data =
        "data: {format: table, train: {source: parquet, path: train}, test: {source: parquet, path:"
            + " test}, label: label}";
    Path table = Files.writeString(folder.resolve("table.yaml"), data);
    follow(
        512, "data", "prepare", table.toString(), "--out", folder.resolve("prepared").toString());

    Path config = folder.resolve("config.yaml");
    Files.write(
        config,
        List.of(
            "data: {format: prepared, path: prepared, cache: none}",
            "model: {name: mlp, hidden: [8]}",
            "schedule: {learningRate: 0.001}",
            "training: {epochs: "
                + EPOCHS
                + ", batchSize: 64, workers: 2, averagingFrequency: 50}"));
    Path run = folder.resolve("run");
    List<Long> held =
        follow(HEAP_MEGABYTES, "train", config.toString(), "--run-dir", run.toString());
    // Java takes what it may have in the first third.
    int third = held.size() / 3;
    long before = most(held.subList(third, 2 * third));
    long then = most(held.subList(2 * third, held.size()));
    assertTrue(then < 1.2 * before, before + " bytes in the second third, then " + then);

    var status = new ObjectMapper().readTree(run.resolve("status.json").toFile());
    assertEquals((long) EPOCHS * ROWS_A_FILE * FILES, status.get("examples").asLong());
    assertTrue(status.get("testAccuracy").asDouble() > 0.5, status::toString);
  }

  /** Runs a command to its end, and returns what it held every tenth of a second. */
  private List<Long> follow(int heap, String... arguments)
      throws IOException, InterruptedException {
    List<Long> held = new ArrayList<>();
    try (Driver driver =
        Driver.start(
            Files.createDirectories(folder.resolve("work")),
            CONF,
            List.of(
                "-Xmx" + heap + "m",
                "-Dorg.bytedeco.javacpp.maxbytes=1g",
                // They work for longer than others.
                "-XX:TieredStopAtLevel=4",
                "-XX:-UseSerialGC",
                "-XX:+UseParallelGC"),
            "",
            List.of(arguments))) {
      long end = System.nanoTime() + LIMIT.toNanos();
      while (driver.isAlive() && System.nanoTime() < end) {
        held.add(driver.resident());
        Thread.sleep(100);
      }
      assertEquals(0, driver.await(Duration.ofSeconds(5)), driver.tail());
    }
    assertTrue(most(held) < (heap + 600L) << 20, most(held) + " bytes");
    return held;
  }

  private static long most(List<Long> held) {
    return held.stream().mapToLong(Long::longValue).max().orElseThrow();
  }

  /**
   * Noise, with a band that tells the class.
   *
   * @param files names of one file: its rows are there as often
   */
  private static void write(Path table, int rows, long seed, int files) throws IOException {
    Random random = new Random(seed);
    Stream<Group> made = IntStream.range(0, rows).mapToObj(row -> row(random, row % CLASSES));
    Path file = table.resolve("0.parquet");
    ParquetFiles.write(file, SCHEMA, Map.of(), ROW_GROUP, made);
    for (int copy = 1; copy < files; copy++) {
      Files.createLink(table.resolve(copy + ".parquet"), file);
    }
  }

  private static Group row(Random random, int label) {
    Group row = new SimpleGroup(SCHEMA);
    row.add("label", label);
    Group x = row.addGroup("x");
    int band = FEATURES / CLASSES;
    for (int i = 0; i < FEATURES; i++) {
      x.add("element", random.nextDouble() + (i / band == label ? 0.5 : 0));
    }
    return row;
  }
}
