package org.leap.spark.prepared;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.leap.spark.data.Chunk;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.Normalization;
import org.leap.spark.golden.GoldenFolder;
import org.leap.spark.prepared.PreparedManifest.MadeFrom;
import org.leap.spark.prepared.PreparedManifest.PreparedSet;
import org.leap.spark.storage.Folder;

/** Data that releases have prepared are read. */
class GoldenPreparedTest {
  private static final ExampleShape SHAPE = new ExampleShape(1, 3, 5, 4);
  private static final BlockLayout LAYOUT = new BlockLayout(4, 2);
  private static final Configuration HADOOP = new Configuration(false);

  /** Compressible at its beginning, and not at its end. */
  private static byte[] features(int examples) {
    byte[] features = new byte[examples * SHAPE.bytes()];
    for (int i = 0; i < features.length; i++) {
      features[i] = (byte) (i < features.length / 2 ? 5 : i * i * 31 % 251);
    }
    return features;
  }

  private static int[] labels(int examples) {
    int[] labels = new int[examples];
    Arrays.setAll(labels, i -> i * 7 % 4);
    return labels;
  }

  private static String facts(PreparedManifest manifest, Map<String, Chunk> sets) {
    StringBuilder facts =
        new StringBuilder(
            "%s x %s x %s %s, classes %s, seed %s\nmean %s, deviation %s\nmade from %s, %s\n"
                .formatted(
                    manifest.channels(),
                    manifest.height(),
                    manifest.width(),
                    manifest.type(),
                    manifest.classNames(),
                    manifest.seed(),
                    manifest.mean(),
                    manifest.deviation(),
                    manifest.configuration(),
                    manifest.source()));
    sets.forEach(
        (name, chunk) ->
            facts.append(
                "%s: labels %s, features %s\n"
                    .formatted(
                        name,
                        Arrays.toString(chunk.labels()),
                        DigestUtils.sha256Hex(chunk.features()))));
    return facts.toString();
  }

  private static PreparedSet write(Folder folder, String set, int examples) throws IOException {
    List<Long> bytes = new ArrayList<>();
    for (int shard = 0; shard < LAYOUT.shards(examples); shard++) {
      int first = shard * LAYOUT.examplesPerShard();
      int end = first + LAYOUT.shardLength(examples, shard);
      folder.write(
          PreparedManifest.shard(set, shard),
          out ->
              bytes.add(
                  ShardWriter.write(
                      Arrays.copyOfRange(labels(examples), first, end),
                      Arrays.copyOfRange(
                          features(examples), first * SHAPE.bytes(), end * SHAPE.bytes()),
                      SHAPE.bytes(),
                      LAYOUT.examplesPerBlock(),
                      out)));
    }
    List<Integer> perClass = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int label = i;
      perClass.add((int) Arrays.stream(labels(examples)).filter(l -> l == label).count());
    }
    return new PreparedSet(examples, 0, perClass, bytes, List.of());
  }

  private static String write(Path path) throws IOException {
    Folder folder = Folder.at(path.toString(), HADOOP);
    Map<String, PreparedSet> sets = new TreeMap<>();
    Map<String, Chunk> chunks = new TreeMap<>();
    for (Map.Entry<String, Integer> set : Map.of("train", 19, "test", 6).entrySet()) {
      sets.put(set.getKey(), write(folder, set.getKey(), set.getValue()));
      chunks.put(set.getKey(), new Chunk(features(set.getValue()), labels(set.getValue())));
    }
    PreparedManifest manifest =
        PreparedManifest.of(
                SHAPE,
                LAYOUT,
                List.of("cat", "dog", "é", "\"4\""),
                sets,
                new PreparedManifest.Statistics(
                    new Normalization(List.of(1.5), List.of(0.1)), List.of(2.0), false),
                new MadeFrom(42, "format: idx", "0123abcd"))
            .withShardSums(path.toString(), HADOOP);
    manifest.commit(folder);
    return facts(manifest, chunks);
  }

  private static String read(Path path) throws IOException {
    PreparedManifest manifest =
        PreparedManifest.find(Folder.at(path.toString(), HADOOP)).orElseThrow();
    Map<String, Chunk> chunks = new TreeMap<>();
    manifest
        .sets()
        .forEach(
            (name, set) ->
                chunks.put(
                    name, manifest.range(path.toString(), name, 0, set.examples()).load(HADOOP)));
    return facts(manifest, chunks);
  }

  @Test
  void isRead() throws IOException {
    GoldenFolder.check("prepared", GoldenPreparedTest::write, GoldenPreparedTest::read);
  }
}
