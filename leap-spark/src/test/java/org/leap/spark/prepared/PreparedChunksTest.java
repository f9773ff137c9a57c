package org.leap.spark.prepared;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
import org.leap.spark.data.Normalization;
import org.leap.spark.prepared.PreparedManifest.PreparedSet;
import org.leap.spark.storage.Folder;
import org.leap.spark.storage.FormatVersion;
import org.leap.spark.storage.SealedJson;

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
    return range(first, length, List.of()).load(hadoop);
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
    assertTrue(
        message.contains(
            "was written by a newer LEAP in format 2; this version reads up to 1: use that release or a newer one, or prepare the data again"),
        message);
  }

  @Test
  void manifestIsReadBackAndItsContradictionsAreRefused() throws IOException {
    PreparedManifest manifest = manifest(List.of(1, -2, 3, 4));
    manifest.commit(folder);
    assertEquals(manifest, PreparedManifest.find(folder).orElseThrow());
    String text = Files.readString(dir.resolve("manifest.json"));
    refused(
        text.replace("\"version\" : 4", "\"version\" : 9"),
        "was written by "
            + FormatVersion.writer()
            + " in format 9; this version reads up to 4: use that release or a newer one, or prepare the data again");
    refusedSealed(text.replace("103", "2000000000"), "4 shards of the set train, expected");
    refusedSealed(text.replace("\"height\" : 3", "\"height\" : 2000000000"), "overflow");
    refusedSealed(text.replace("\"height\" : 3", "\"height\" : 0"), "Invalid example shape");
    refusedSealed(
        text.replace("\"examplesPerBlock\" : 7", "\"examplesPerBlock\" : 200000000"),
        "blocks of 200000000 examples of 15 bytes are too large");
    refusedSealed(text.replace("\"train\"", "\"../train\""), "it lacks the set train or test");
    refusedSealed(text.replace("[ 1.5 ]", "[ ]"), "0 means and 1 deviations for 1 channels");
    refusedSealed(text.replace("[ 1.5 ]", "null"), "contradicts itself");
    refused(
        "{}", "says that its format is 0; this version reads 1 to 4, or prepare the data again");
    refused("not json", "is not a manifest");
  }

  /** Only the checksum tells: a mean is a number like another. */
  @Test
  void damageToTheManifestIsNoticed() throws IOException {
    manifest(List.of()).commit(folder);
    String text = Files.readString(dir.resolve("manifest.json"));
    refused(
        text.replace("[ 1.5 ]", "[ 1.7 ]"),
        "is damaged: the checksum at its end does not match; copy it again or prepare");
    refused(
        SealedJson.parse(text).object(),
        "is damaged: the checksum at its end is missing; copy it again or prepare");
  }

  @Test
  void aManifestOfVersion1IsReadAndItsSumsAreThoseOfTheShards() throws IOException {
    manifest(List.of()).commit(folder);
    Path file = dir.resolve("manifest.json");
    Files.writeString(
        file,
        SealedJson.parse(Files.readString(file))
            .object()
            .replaceFirst("\"version\" : 4,\\s*\"writtenBy\" : .*", "\"version\" : 1,")
            .replaceAll(",\\s*\"shardSums\" : \\[ ]", ""));
    PreparedManifest old = PreparedManifest.find(folder).orElseThrow();
    assertEquals(1, old.version());
    assertEquals(List.of(), old.sets().get("train").shardSums());
    List<Integer> sums = range(0, EXAMPLES, List.of()).readSums(hadoop);
    assertEquals(4, sums.size());
    assertEquals(sums.subList(1, 3), range(30, 40, List.of()).readSums(hadoop));
    folder.write(
        PreparedManifest.shard("test", 0),
        out -> ShardWriter.write(new int[1], new byte[15], SHAPE.bytes(), 7, out));
    assertEquals(sums, old.withShardSums(dir.toString(), hadoop).sets().get("train").shardSums());
  }

  /** Whole and of the right size, but not what the manifest was made with. */
  @Test
  void aShardOfOtherContentIsRefused() throws IOException {
    List<Integer> sums = range(0, EXAMPLES, List.of()).readSums(hadoop);
    range(0, EXAMPLES, sums).load(hadoop);
    Files.copy(
        dir.resolve("train-00000.shard"),
        dir.resolve("train-00002.shard"),
        StandardCopyOption.REPLACE_EXISTING);
    range(0, EXAMPLES, List.of()).load(hadoop);
    var changed = range(30, 60, sums.subList(1, 4));
    String message = assertThrows(BadShardException.class, () -> changed.load(hadoop)).getMessage();
    assertTrue(
        message.matches(
            ".*train-00002.shard: is another shard than the one that was prepared: the CRC-32C of its header is [0-9a-f]{8}, expected [0-9a-f]{8}; copy the file again or prepare the data again"),
        message);
  }

  private PlaceRange range(int first, int length, List<Integer> sums) {
    return new PlaceRange(dir.toString(), "train", SHAPE, LAYOUT, EXAMPLES, first, length, sums);
  }

  private static PreparedSet set(int examples, int shards, List<Integer> sums) {
    return new PreparedSet(
        examples, 0, List.of(examples, 0, 0, 0), Collections.nCopies(shards, 10L), sums);
  }

  private static PreparedManifest manifest(List<Integer> sums) {
    return PreparedManifest.of(
        SHAPE,
        LAYOUT,
        List.of("a", "b", "c", "d"),
        Map.of("train", set(103, 4, sums), "test", set(1, 1, List.of())),
        new PreparedManifest.Statistics(
            new Normalization(List.of(1.5), List.of(2.5)), List.of(9.0), true),
        new PreparedManifest.MadeFrom(42, "key", "source"));
  }

  private void refusedSealed(String manifest, String part) throws IOException {
    refused(SealedJson.seal(SealedJson.parse(manifest).object()), part);
  }

  private void refused(String manifest, String part) throws IOException {
    Files.writeString(dir.resolve("manifest.json"), manifest);
    String message =
        assertThrows(BadShardException.class, () -> PreparedManifest.find(folder)).getMessage();
    assertTrue(message.contains(part), message);
    assertTrue(message.startsWith(dir + "/manifest.json: "), message);
  }
}
