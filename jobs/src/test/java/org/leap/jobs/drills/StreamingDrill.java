package org.leap.jobs.drills;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.leap.jobs.formats.tables.ParquetFiles;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.Normalization;
import org.leap.spark.prepared.BlockLayout;
import org.leap.spark.prepared.PreparedManifest;
import org.leap.spark.prepared.PreparedManifest.PreparedSet;
import org.leap.spark.prepared.ShardWriter;
import org.leap.spark.storage.Folder;

/** Data several times larger than the heap are prepared and trained: they stream. */
final class StreamingDrill {
  private static final ExampleShape SHAPE = new ExampleShape(3, 64, 64, 4);
  private static final int HEAP_MEGABYTES = 200;
  private static final int TRAIN = 80_000;
  private static final int TEST = 1_000;
  private static final int TABLE_HEAP_MEGABYTES = 160;
  private static final int FILES = 70;
  private static final int ROWS = 2_000;

  @TempDir private Path folder;

  @Test
  @Timeout(600)
  void dataFourTimesTheHeapIsTrained() throws IOException, InterruptedException {
    long bytes = write();
    assertTrue(bytes > (4L * HEAP_MEGABYTES) << 20, bytes + " bytes");
    Path config = folder.resolve("config.yaml");
    Files.write(config, training(2));
    leap(HEAP_MEGABYTES, "train", config.toString(), "--run-dir", folder.resolve("run").toString());
    assertTrained(2L * TRAIN);
  }

  /** Of Spark's images, on storage of columns; each of ten heaps is read, sorted and prepared. */
  @Test
  @Timeout(900)
  void aTableOfTenTimesTheHeapIsTrained() throws IOException, InterruptedException {
    long bytes = writeTable();
    assertTrue(bytes > (10L * TABLE_HEAP_MEGABYTES) << 20, bytes + " bytes");
    Path data = folder.resolve("table.yaml");
    Files.writeString(
        data,
        "data: {format: table, train: {source: parquet, path: table, where: id >= %s},"
                .formatted(TEST)
            + " test: {source: parquet, path: table, where: id < %s},".formatted(TEST)
            + " label: kind, features: [image], key: id}");
    leap(
        TABLE_HEAP_MEGABYTES,
        "data",
        "prepare",
        data.toString(),
        "--out",
        folder.resolve("data").toString());
    Path config = folder.resolve("config.yaml");
    Files.write(config, training(1));
    leap(
        TABLE_HEAP_MEGABYTES,
        "train",
        config.toString(),
        "--run-dir",
        folder.resolve("run").toString());
    assertTrained((long) FILES * ROWS - TEST);
  }

  private static List<String> training(int epochs) {
    return List.of(
        "data: {format: prepared, path: data, cache: none}",
        "model: {name: mlp, hidden: [8]}",
        "schedule: {learningRate: 0.001}",
        "training: {epochs: %s, batchSize: 64, workers: 2, averagingFrequency: 50}"
            .formatted(epochs));
  }

  /** A command whose driver and executor share one heap. */
  private void leap(int heapMegabytes, String... arguments)
      throws IOException, InterruptedException {
    try (Driver driver =
        Driver.start(
            Files.createDirectories(folder.resolve("work")),
            Map.of("spark.master", "local[2]", "spark.testing.memory", "2000000000"),
            List.of("-Xmx" + heapMegabytes + "m", "-Dorg.bytedeco.javacpp.maxbytes=1g"),
            "",
            List.of(arguments))) {
      assertEquals(0, driver.await(DrillRuns.START_TO_END.multipliedBy(4)), driver.tail());
    }
  }

  private void assertTrained(long examples) throws IOException {
    var status = new ObjectMapper().readTree(folder.resolve("run/status.json").toFile());
    assertEquals(examples, status.get("examples").asLong());
    assertTrue(status.get("testAccuracy").asDouble() > 0.5, status::toString);
  }

  /** Noise, so that nothing is gained by compression, with a band that tells the class. */
  private long write() throws IOException {
    Folder data = Folder.at(folder.resolve("data").toString(), new Configuration(false));
    data.create();
    PreparedSet train = writeSet(data, "train", TRAIN);
    PreparedSet test = writeSet(data, "test", TEST);
    PreparedManifest.of(
            SHAPE,
            BlockLayout.of(SHAPE),
            List.of("a", "b", "c", "d"),
            Map.of("train", train, "test", test),
            new PreparedManifest.Statistics(
                new Normalization(Collections.nCopies(3, 127.5), Collections.nCopies(3, 73.9)),
                Collections.nCopies(3, 255.0),
                false),
            new PreparedManifest.MadeFrom(42, "", ""))
        .commit(data);
    return train.shardBytes().stream().mapToLong(Long::longValue).sum();
  }

  /** The same as rows of a table, in files of some megabytes. */
  private long writeTable() throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            "message rows { required int64 id; required int32 kind; required group image {"
                + " required int32 height; required int32 width; required int32 nChannels;"
                + " required int32 mode; required binary data; } }");
    Random random = new Random(7);
    long bytes = 0;
    for (int file = 0; file < FILES; file++) {
      Group[] rows = new Group[ROWS];
      for (int row = 0; row < ROWS; row++) {
        int kind = random.nextInt(SHAPE.classes());
        byte[] pixels = new byte[SHAPE.bytes()];
        random.nextBytes(pixels);
        for (int i = kind * pixels.length / 4; i < (kind + 1) * pixels.length / 4; i++) {
          pixels[i] = (byte) ((pixels[i] & 0x7f) + 128);
        }
        rows[row] =
            new SimpleGroup(schema).append("id", (long) file * ROWS + row).append("kind", kind);
        rows[row]
            .addGroup("image")
            .append("height", SHAPE.height())
            .append("width", SHAPE.width())
            .append("nChannels", SHAPE.channels())
            .append("mode", 16)
            .append("data", Binary.fromConstantByteArray(pixels));
      }
      Path written = folder.resolve("table/part-" + file + ".parquet");
      ParquetFiles.write(written, schema, Map.of(), 8 << 20, rows);
      bytes += Files.size(written);
    }
    return bytes;
  }

  private static PreparedSet writeSet(Folder data, String set, int examples) throws IOException {
    BlockLayout layout = BlockLayout.of(SHAPE);
    Random random = new Random(examples);
    List<Long> lengths = new ArrayList<>();
    int[] perClass = new int[SHAPE.classes()];
    for (int shard = 0; shard < layout.shards(examples); shard++) {
      int[] labels = random.ints(layout.shardLength(examples, shard), 0, 4).toArray();
      byte[] features = new byte[labels.length * SHAPE.bytes()];
      random.nextBytes(features);
      for (int row = 0; row < labels.length; row++) {
        perClass[labels[row]]++;
        int band = row * SHAPE.bytes() + labels[row] * 16 * 64;
        for (int i = band; i < band + 16 * 64; i++) {
          features[i] = (byte) ((features[i] & 0x7f) + 128);
        }
      }
      data.write(
          PreparedManifest.shard(set, shard),
          out ->
              lengths.add(
                  ShardWriter.write(
                      labels, features, SHAPE.bytes(), layout.examplesPerBlock(), out)));
    }
    return new PreparedSet(
        examples, 0, Arrays.stream(perClass).boxed().toList(), List.copyOf(lengths), List.of());
  }
}
