package org.leap.spark.prepared;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.spark.data.Chunk;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.FeatureType;
import org.leap.spark.prepared.PreparedManifest.PreparedSet;
import org.leap.spark.storage.Folder;

class PreparedChunksTest {
  private static final int EXAMPLES = 103;
  private static final ExampleShape SHAPE = new ExampleShape(1, 3, 5, 4);
  private static final BlockLayout LAYOUT = new BlockLayout(7, 4);

  @TempDir Path dir;
  private final Configuration hadoop = new Configuration(false);
  private final byte[] features = new byte[EXAMPLES * SHAPE.bytes()];
  private final int[] labels = new Random(8).ints(EXAMPLES, 0, 4).toArray();
  private Folder folder;

  @BeforeEach
  void writeShards() throws IOException {
    new Random(9).nextBytes(features);
    // Half of it can be compressed.
    Arrays.fill(features, 0, features.length / 2, (byte) 5);
    folder = Folder.at(dir.toString(), hadoop);
    List<Long> lengths = new ArrayList<>();
    for (int shard = 0; shard < LAYOUT.shards(EXAMPLES); shard++) {
      int first = shard * LAYOUT.examplesPerShard();
      int length = LAYOUT.shardLength(EXAMPLES, shard);
      folder.write(
          PreparedManifest.shard("train", shard),
          out ->
              lengths.add(
                  ShardWriter.write(
                      Arrays.copyOfRange(labels, first, first + length),
                      Arrays.copyOfRange(
                          features, first * SHAPE.bytes(), (first + length) * SHAPE.bytes()),
                      SHAPE.bytes(),
                      LAYOUT.examplesPerBlock(),
                      out)));
    }
    assertEquals(lengths, new ArrayList<>(folder.lengths().values()));
  }

  private Chunk read(int first, int length) {
    return new PlaceRange(dir.toString(), "train", SHAPE, LAYOUT, EXAMPLES, first, length)
        .load(hadoop);
  }

  @Test
  void everyRangeIsReadBackBitIdentical() {
    for (int first = 0; first < EXAMPLES; first += 5) {
      for (int length : new int[] {1, 7, 20, 60, EXAMPLES}) {
        int end = Math.min(EXAMPLES, first + length);
        Chunk chunk = read(first, end - first);
        assertArrayEquals(Arrays.copyOfRange(labels, first, end), chunk.labels());
        assertArrayEquals(
            Arrays.copyOfRange(features, first * SHAPE.bytes(), end * SHAPE.bytes()),
            chunk.features());
      }
    }
  }

  @Test
  void everyFlippedByteIsReportedWithFileAndPlace() throws IOException {
    Path file = dir.resolve("train-00001.shard");
    byte[] good = Files.readAllBytes(file);
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] = (byte) (bad[i] ^ 1 << i % 8);
      Files.write(file, bad);
      var failure = assertThrows(BadShardException.class, () -> read(28, 28), "byte " + i);
      assertTrue(failure.getMessage().startsWith(file + ": "), failure.getMessage());
    }
    byte[] bad = good.clone();
    bad[good.length - 1] = (byte) (bad[good.length - 1] ^ 1);
    Files.write(file, bad);
    String message = assertThrows(BadShardException.class, () -> read(50, 3)).getMessage();
    assertTrue(
        message.matches(
            ".*train-00001.shard: block 3 at byte \\d+ is damaged: its CRC-32C is [0-9a-f]{8},"
                + " expected [0-9a-f]{8}; copy the file again or prepare the data again"),
        message);
    // Blocks that are not needed are not read.
    read(28, 21);
  }

  @Test
  void shortAndMissingFilesAreReported() throws IOException {
    Path file = dir.resolve("train-00003.shard");
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 200));
    assertTrue(
        assertThrows(BadShardException.class, () -> read(90, 10))
            .getMessage()
            .contains("train-00003.shard: ends before byte"));
    Files.delete(file);
    assertTrue(
        assertThrows(BadShardException.class, () -> read(90, 10))
            .getMessage()
            .endsWith(
                "train-00003.shard: does not exist; copy it again or prepare the data again"));
  }

  @Test
  void newerShardIsRefused() throws IOException {
    Path file = dir.resolve("train-00000.shard");
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer.wrap(bytes).putInt(8, 2);
    Files.write(file, bytes);
    String message = assertThrows(BadShardException.class, () -> read(0, 1)).getMessage();
    assertTrue(message.contains("Unknown version 2, this class supports at most 1"), message);
  }

  @Test
  void manifestIsReadBackAndItsContradictionsAreRefused() throws IOException {
    PreparedManifest manifest =
        new PreparedManifest(
            PreparedManifest.VERSION,
            1,
            3,
            5,
            FeatureType.UINT8,
            List.of("a", "b", "c", "d"),
            42,
            7,
            4,
            Map.of("train", set(103, 4), "test", set(1, 1)),
            List.of(1.5),
            List.of(2.5),
            "key",
            "source");
    manifest.commit(folder);
    assertEquals(manifest, PreparedManifest.find(folder).orElseThrow());
    String text = Files.readString(dir.resolve("manifest.json"));
    refused(text.replace("\"version\" : 1", "\"version\" : 9"), "Unknown version 9, this class");
    refused(text.replace("103", "2000000000"), "4 shards of the set train, expected");
    refused(text.replace("\"height\" : 3", "\"height\" : 2000000000"), "overflow");
    refused(text.replace("\"height\" : 3", "\"height\" : 0"), "Invalid example shape");
    refused(
        text.replace("\"examplesPerBlock\" : 7", "\"examplesPerBlock\" : 200000000"),
        "blocks of 200000000 examples of 15 bytes are too large");
    refused(text.replace("\"train\"", "\"../train\""), "it lacks the set train or test");
    refused(text.replace("[ 1.5 ]", "[ ]"), "0 means and 1 deviations for 1 channels");
    refused(text.replace("[ 1.5 ]", "null"), "contradicts itself");
    refused("{}", "Unknown version 0");
    refused("not json", "is not a manifest");
  }

  private static PreparedSet set(int examples, int shards) {
    return new PreparedSet(
        examples, 0, List.of(examples, 0, 0, 0), Collections.nCopies(shards, 10L));
  }

  private void refused(String manifest, String part) throws IOException {
    Files.writeString(dir.resolve("manifest.json"), manifest);
    String message =
        assertThrows(BadShardException.class, () -> PreparedManifest.find(folder)).getMessage();
    assertTrue(message.contains(part), message);
    assertTrue(message.startsWith(dir + "/manifest.json: "), message);
  }
}
