package org.leap.jobs.datasets.prepare;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.leap.jobs.config.DataOptions;
import org.leap.jobs.datasets.Census;
import org.leap.jobs.datasets.PreparedData;
import org.leap.jobs.datasets.Split;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.Placement;
import org.leap.spark.prepared.BlockLayout;
import org.leap.spark.prepared.PlaceRange;

/**
 * Where every example of a source goes: to which shard, and to which row of it. Shards of all sets
 * are numbered one set after the other. A plain class of numbers, small as a broadcast.
 */
final class Destinations implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final byte NOWHERE = -1;
  private final int perShard;

  /** By partition: the set of its examples in the source, and how many come before in that set. */
  private final byte[] ownSet;

  private final int[] offset;

  /** By example of the source's training set: the set it goes to or none, and its place there. */
  private final byte[] set;

  private final int[] place;

  /** By example of the source's training set; -1 where it keeps its label, null where all do. */
  private int[] newLabel;

  /** By set: its examples, and the number of its first shard. */
  private final int[] examples = new int[Subset.ALL.size()];

  private final int[] firstShard = new int[Subset.ALL.size()];

  private Destinations(int perShard, int partitions, int train) {
    this.perShard = perShard;
    this.ownSet = new byte[partitions];
    this.offset = new int[partitions];
    this.set = new byte[train];
    Arrays.fill(set, NOWHERE);
    this.place = new int[train];
  }

  /**
   * By the set and the census of every partition of the source.
   *
   * @param label of an example of the source's training set; asked only where the split needs it
   */
  static Destinations of(
      Source source,
      DataOptions options,
      List<Subset> owners,
      List<Census> censuses,
      IntUnaryOperator label) {
    Map<Subset, Integer> totals = new EnumMap<>(Subset.class);
    int[] offset = new int[owners.size()];
    for (int i = 0; i < offset.length; i++) {
      offset[i] = totals.getOrDefault(owners.get(i), 0);
      totals.put(owners.get(i), Math.toIntExact(offset[i] + censuses.get(i).examples()));
    }
    int train = totals.getOrDefault(Subset.TRAIN, 0);
    BlockLayout layout = BlockLayout.of(source.shape());
    var all = new Destinations(layout.examplesPerShard(), owners.size(), train);
    for (int i = 0; i < offset.length; i++) {
      all.ownSet[i] = (byte) Subset.ALL.indexOf(owners.get(i));
      all.offset[i] = offset[i];
    }
    Split split = Split.of(source, options, train, label);
    if (!split.keepsLabels()) {
      all.newLabel = IntStream.range(0, train).map(row -> split.label(row, -1)).toArray();
    }
    int shards = 0;
    for (int s = 0; s < all.examples.length; s++) {
      Subset subset = Subset.ALL.get(s);
      int held = all.assign(s, split.rows(subset), options.seed());
      all.examples[s] = held + (subset == Subset.TRAIN ? 0 : totals.getOrDefault(subset, 0));
      all.firstShard[s] = shards;
      shards += layout.shards(all.examples[s]);
    }
    return all;
  }

  /** In training the example at place p is the order's p-th; elsewhere the order stays. */
  private int assign(int number, int[] rows, long seed) {
    int[] order =
        Subset.ALL.get(number) == Subset.TRAIN
            ? Placement.order(rows.length, seed)
            : IntStream.range(0, rows.length).toArray();
    for (int p = 0; p < order.length; p++) {
      set[rows[order[p]]] = (byte) number;
      place[rows[order[p]]] = p;
    }
    return rows.length;
  }

  /** The shards of all sets. */
  List<PlaceRange> shards(String location, ExampleShape shape) {
    BlockLayout layout = BlockLayout.of(shape);
    List<PlaceRange> shards = new ArrayList<>();
    for (int s = 0; s < examples.length; s++) {
      for (int number = 0; number < layout.shards(examples[s]); number++) {
        shards.add(
            new PlaceRange(
                location,
                PreparedData.name(Subset.ALL.get(s)),
                shape,
                layout,
                examples[s],
                number * perShard,
                layout.shardLength(examples[s], number),
                List.of()));
      }
    }
    return List.copyOf(shards);
  }

  /** Whether an example goes to a shard at all, and that is not done yet. */
  boolean isWanted(int partition, int row, boolean[] done) {
    return set(partition, row) != NOWHERE && !done[shard(partition, row)];
  }

  /** The shard that an example goes to. */
  int shard(int partition, int row) {
    return firstShard[set(partition, row)] + place(partition, row) / perShard;
  }

  private byte set(int partition, int row) {
    return isTraining(partition) ? set[offset[partition] + row] : ownSet[partition];
  }

  /** The label that an example has there. */
  int label(int partition, int row, int stored) {
    return newLabel == null || !isTraining(partition) || newLabel[offset[partition] + row] < 0
        ? stored
        : newLabel[offset[partition] + row];
  }

  /** The row that an example takes in its shard. */
  int row(int partition, int row) {
    return place(partition, row) % perShard;
  }

  private int place(int partition, int row) {
    int index = offset[partition] + row;
    return isTraining(partition) ? place[index] : index;
  }

  private boolean isTraining(int partition) {
    return ownSet[partition] == Subset.ALL.indexOf(Subset.TRAIN);
  }
}
