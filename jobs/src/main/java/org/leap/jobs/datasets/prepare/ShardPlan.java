package org.leap.jobs.datasets.prepare;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.leap.jobs.datasets.PreparedData;
import org.leap.jobs.formats.Subset;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.prepared.BlockLayout;
import org.leap.spark.prepared.PlaceRange;
import org.leap.spark.prepared.PreparedManifest;

/**
 * The shards of all sets, numbered one set after the other.
 *
 * @param location of the prepared folder
 * @param examples of every set
 * @param firstShard number of the first shard of every set, and of all shards
 */
record ShardPlan(
    String location,
    ExampleShape shape,
    BlockLayout layout,
    List<Integer> examples,
    List<Integer> firstShard)
    implements Serializable {

  static ShardPlan of(String location, ExampleShape shape, Destinations destinations) {
    BlockLayout layout = BlockLayout.of(shape);
    List<Integer> examples = new ArrayList<>();
    List<Integer> firstShard = new ArrayList<>();
    int shards = 0;
    for (Subset subset : Subset.ALL) {
      firstShard.add(shards);
      examples.add(destinations.examples(subset));
      shards += layout.shards(destinations.examples(subset));
    }
    firstShard.add(shards);
    return new ShardPlan(location, shape, layout, List.copyOf(examples), List.copyOf(firstShard));
  }

  int shards() {
    return firstShard.get(examples.size());
  }

  /** The shard that holds a place of a set. */
  int shard(Subset set, int place) {
    return firstShard.get(Subset.ALL.indexOf(set)) + place / layout.examplesPerShard();
  }

  /** Row of a place in its shard. */
  int row(int place) {
    return place % layout.examplesPerShard();
  }

  Subset set(int shard) {
    for (Subset subset : Subset.ALL) {
      if (shard < firstShard.get(Subset.ALL.indexOf(subset) + 1)) {
        return subset;
      }
    }
    throw new IndexOutOfBoundsException(shard);
  }

  private int numberInSet(int shard) {
    return shard - firstShard.get(Subset.ALL.indexOf(set(shard)));
  }

  int length(int shard) {
    return layout.shardLength(examples.get(Subset.ALL.indexOf(set(shard))), numberInSet(shard));
  }

  String file(int shard) {
    return PreparedManifest.shard(PreparedData.name(set(shard)), numberInSet(shard));
  }

  /** What a finished shard holds. */
  PlaceRange content(int shard) {
    return new PlaceRange(
        location,
        PreparedData.name(set(shard)),
        shape,
        layout,
        examples.get(Subset.ALL.indexOf(set(shard))),
        numberInSet(shard) * layout.examplesPerShard(),
        length(shard));
  }
}
