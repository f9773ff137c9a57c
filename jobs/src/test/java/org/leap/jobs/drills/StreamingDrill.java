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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.Normalization;
import org.leap.spark.prepared.BlockLayout;
import org.leap.spark.prepared.PreparedManifest;
import org.leap.spark.prepared.PreparedManifest.PreparedSet;
import org.leap.spark.prepared.ShardWriter;
import org.leap.spark.storage.Folder;

/** Prepared data several times larger than the heap is trained: it streams from its storage. */
final class StreamingDrill {
  private static final ExampleShape SHAPE = new ExampleShape(3, 64, 64, 4);
  private static final int HEAP_MEGABYTES = 200;
  private static final int TRAIN = 80_000;
  private static final int TEST = 1_000;

  @TempDir private Path folder;

  @Test
  @Timeout(600)
  void dataFourTimesTheHeapIsTrained() throws IOException, InterruptedException {
    long bytes = write();
    assertTrue(bytes > (4L * HEAP_MEGABYTES) << 20, bytes + " bytes");
    Path config = folder.resolve("config.yaml");
    Files.write(
        config,
        List.of(
            "data: {format: prepared, path: data, cache: none}",
            "model: {name: mlp, hidden: [8]}",
            "schedule: {learningRate: 0.001}",
            "training: {epochs: 2, batchSize: 64, workers: 2, averagingFrequency: 50}"));
    Path run = folder.resolve("run");
    try (Driver driver =
        Driver.start(
            Files.createDirectories(folder.resolve("work")),
            Map.of("spark.master", "local[2]", "spark.testing.memory", "2000000000"),
            List.of("-Xmx" + HEAP_MEGABYTES + "m", "-Dorg.bytedeco.javacpp.maxbytes=1g"),
            "",
            List.of("train", config.toString(), "--run-dir", run.toString()))) {
      assertEquals(0, driver.await(DrillRuns.START_TO_END.multipliedBy(4)), driver.tail());
    }
    var status = new ObjectMapper().readTree(run.resolve("status.json").toFile());
    assertEquals(2L * TRAIN, status.get("examples").asLong());
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
