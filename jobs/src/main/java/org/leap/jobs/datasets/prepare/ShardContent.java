package org.leap.jobs.datasets.prepare;

import java.io.IOException;
import java.io.Serializable;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.leap.jobs.formats.ChannelMoments;
import org.leap.spark.data.Chunk;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.prepared.BadShardException;
import org.leap.spark.prepared.PlaceRange;
import org.leap.spark.prepared.PreparedManifest;
import org.leap.spark.prepared.ShardWriter;
import org.leap.spark.storage.Folder;

/** The examples of one shard, which come in in any order. */
final class ShardContent {
  private final int shard;
  private final PlaceRange places;
  private final int[] labels;
  private final byte[] features;
  private int filled;

  /** A shard by its number, and the places that it holds. */
  ShardContent(int shard, PlaceRange places) {
    this(
        shard,
        places,
        new int[places.length()],
        new byte[places.length() * places.shape().bytes()]);
  }

  private ShardContent(int shard, PlaceRange places, int[] labels, byte[] features) {
    this.shard = shard;
    this.places = places;
    this.labels = labels;
    this.features = features;
  }

  /** The name of a shard's file. */
  static String file(PlaceRange places) {
    return PreparedManifest.shard(
        places.set(), places.first() / places.layout().examplesPerShard());
  }

  /** A shard that an earlier attempt has written, read back whole; nothing if it is damaged. */
  static Optional<Facts> written(int shard, PlaceRange places, long bytes, Configuration hadoop)
      throws IOException {
    try {
      Chunk chunk = places.load(hadoop);
      return Optional.of(
          new ShardContent(shard, places, chunk.labels(), chunk.features()).facts(bytes, hadoop));
    } catch (BadShardException e) {
      return Optional.empty();
    }
  }

  /** Takes one example, whose features begin at the offset. */
  void put(int row, int label, byte[] from, int offset) {
    int bytes = places.shape().bytes();
    labels[row] = label;
    System.arraycopy(from, offset, features, row * bytes, bytes);
    filled++;
  }

  /** Writes the file of the shard, from within a task. */
  Facts write(Configuration hadoop) throws IOException {
    if (filled != labels.length) {
      throw new IllegalStateException(
          "%s examples for shard %s of %s".formatted(filled, shard, labels.length));
    }
    long[] bytes = new long[1];
    Folder.at(places.location(), hadoop)
        .write(
            file(places),
            "." + TaskContext.get().taskAttemptId(),
            out ->
                bytes[0] =
                    ShardWriter.write(
                        labels,
                        features,
                        places.shape().bytes(),
                        places.layout().examplesPerBlock(),
                        out));
    return facts(bytes[0], hadoop);
  }

  private Facts facts(long bytes, Configuration hadoop) throws IOException {
    Facts facts = new Facts(shard, bytes, places.readSums(hadoop).get(0), places.shape());
    for (int row = 0; row < labels.length; row++) {
      facts.perClass[labels[row]]++;
      facts.moments.add(features, row * places.shape().bytes());
    }
    return facts;
  }

  /** What the manifest needs to know of a finished shard. A plain class, for any serializer. */
  static final class Facts implements Serializable {
    private static final long serialVersionUID = 1L;
    private final int shard;
    private final long bytes;
    private final int sum;
    private final int[] perClass;
    private final ChannelMoments moments;

    private Facts(int shard, long bytes, int sum, ExampleShape shape) {
      this.shard = shard;
      this.bytes = bytes;
      this.sum = sum;
      this.perClass = new int[shape.classes()];
      this.moments = new ChannelMoments(shape);
    }

    int shard() {
      return shard;
    }

    /** Of the file. */
    long bytes() {
      return bytes;
    }

    /** CRC-32C of its header. */
    int sum() {
      return sum;
    }

    int examplesOf(int label) {
      return perClass[label];
    }

    ChannelMoments moments() {
      return moments;
    }
  }
}
