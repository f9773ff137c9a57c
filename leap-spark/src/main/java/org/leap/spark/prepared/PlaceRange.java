package org.leap.spark.prepared;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.leap.spark.data.Chunk;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.storage.Folder;

/**
 * Some places of a set in a prepared folder.
 *
 * @param location of the folder
 * @param set name of the set
 * @param examples of the whole set
 * @param first place
 * @param length number of places
 * @param sums CRC-32C of the header of every shard that holds some of them; empty where they are
 *     not known
 */
public record PlaceRange(
    String location,
    String set,
    ExampleShape shape,
    BlockLayout layout,
    int examples,
    int first,
    int length,
    List<Integer> sums)
    implements Serializable {

  /**
   * Reads the examples.
   *
   * @throws BadShardException if a shard cannot be used or is another than that of the sum
   */
  public Chunk load(Configuration hadoop) {
    byte[] features = new byte[Math.multiplyExact(length, shape.bytes())];
    int[] labels = new int[length];
    try {
      Folder folder = Folder.at(location, hadoop);
      int perShard = layout.examplesPerShard();
      for (int place = first; place < first + length; ) {
        int shard = place / perShard;
        int end = (int) Math.min(first + length, (shard + 1L) * perShard);
        try (ShardReader reader = open(folder, shard)) {
          refuseOther(folder, shard, reader);
          int shardStart = shard * perShard;
          reader.read(
              place - shardStart,
              end - shardStart,
              labels,
              features,
              place - first,
              shape.classes());
        }
        place = end;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Chunk(features, labels);
  }

  private void refuseOther(Folder folder, int shard, ShardReader reader) {
    int number = shard - first / layout.examplesPerShard();
    if (!sums.isEmpty() && sums.get(number) != reader.sum()) {
      HexFormat hex = HexFormat.of();
      throw new BadShardException(
          folder.location(PreparedManifest.shard(set, shard)),
          "is another shard than the one that was prepared: the CRC-32C of its header is %s, expected %s; copy the file again or prepare the data again"
              .formatted(hex.toHexDigits(reader.sum()), hex.toHexDigits(sums.get(number))));
    }
  }

  /**
   * CRC-32C of the header of every shard that holds some of the places, which holds those of its
   * blocks. Reads just the headers.
   *
   * @throws BadShardException if a header is damaged
   */
  public List<Integer> readSums(Configuration hadoop) throws IOException {
    Folder folder = Folder.at(location, hadoop);
    List<Integer> found = new ArrayList<>();
    int perShard = layout.examplesPerShard();
    for (int shard = first / perShard; shard <= (first + length - 1) / perShard; shard++) {
      try (ShardReader reader = open(folder, shard)) {
        found.add(reader.sum());
      }
    }
    return found;
  }

  private ShardReader open(Folder folder, int shard) throws IOException {
    String name = PreparedManifest.shard(set, shard);
    FSDataInputStream in;
    try {
      in = folder.open(name);
    } catch (FileNotFoundException e) {
      throw new BadShardException(
          folder.location(name), "does not exist; copy it again or prepare the data again");
    }
    try {
      return ShardReader.open(
          folder.location(name),
          in,
          layout.shardLength(examples, shard),
          shape.bytes(),
          layout.examplesPerBlock());
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }
}
