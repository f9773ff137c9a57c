package org.leap.jobs.datasets.prepare;

import java.io.Serializable;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.leap.jobs.config.DataOptions;
import org.leap.jobs.datasets.Census;
import org.leap.jobs.datasets.Split;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;
import org.leap.spark.data.Placement;

/**
 * Where every example of a source goes: to which set, and to which place in it. Arrays of numbers,
 * so that it is small as a broadcast.
 */
final class Destinations implements Serializable {
  private static final long serialVersionUID = 1L;

  /** By partition: the set of its examples in the source, and how many come before in that set. */
  private final byte[] ownSet;

  private final int[] offset;

  /** By example of the source's training set: the set it goes to, and its place there. */
  private final byte[] set;

  private final int[] place;

  private final int[] examples;

  private Destinations(byte[] ownSet, int[] offset, byte[] set, int[] place, int[] examples) {
    this.ownSet = ownSet;
    this.offset = offset;
    this.set = set;
    this.place = place;
    this.examples = examples;
  }

  /**
   * @param owners set of every partition of the source
   * @param censuses of every partition
   */
  static Destinations of(
      Source source, DataOptions options, List<Subset> owners, List<Census> censuses) {
    Map<Subset, Integer> totals = new EnumMap<>(Subset.class);
    byte[] ownSet = new byte[owners.size()];
    int[] offset = new int[owners.size()];
    for (int i = 0; i < ownSet.length; i++) {
      ownSet[i] = (byte) Subset.ALL.indexOf(owners.get(i));
      offset[i] = totals.getOrDefault(owners.get(i), 0);
      totals.put(owners.get(i), Math.toIntExact(offset[i] + censuses.get(i).examples()));
    }
    int train = totals.getOrDefault(Subset.TRAIN, 0);
    Split split = Split.of(source, options, train);
    byte[] set = new byte[train];
    int[] place = new int[train];
    int[] examples = new int[Subset.ALL.size()];
    for (Subset subset : Subset.ALL) {
      int[] rows = split.rows(subset);
      // In training the example at place p is the order's p-th; elsewhere the order stays.
      int[] order =
          subset == Subset.TRAIN ? Placement.order(rows.length, options.seed()) : identity(rows);
      for (int p = 0; p < order.length; p++) {
        set[rows[order[p]]] = (byte) Subset.ALL.indexOf(subset);
        place[rows[order[p]]] = p;
      }
      examples[Subset.ALL.indexOf(subset)] =
          rows.length + (subset == Subset.TRAIN ? 0 : totals.getOrDefault(subset, 0));
    }
    return new Destinations(ownSet, offset, set, place, examples);
  }

  private static int[] identity(int[] rows) {
    int[] order = new int[rows.length];
    Arrays.setAll(order, i -> i);
    return order;
  }

  /** Examples that go to a set. */
  int examples(Subset subset) {
    return examples[Subset.ALL.indexOf(subset)];
  }

  /** The set that an example goes to. */
  Subset set(int partition, int row) {
    return Subset.ALL.get(isTraining(partition) ? set[offset[partition] + row] : ownSet[partition]);
  }

  /** The place that an example takes in its set. */
  int place(int partition, int row) {
    int index = offset[partition] + row;
    return isTraining(partition) ? place[index] : index;
  }

  private boolean isTraining(int partition) {
    return ownSet[partition] == Subset.ALL.indexOf(Subset.TRAIN);
  }
}
