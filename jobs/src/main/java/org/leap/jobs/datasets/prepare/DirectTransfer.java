package org.leap.jobs.datasets.prepare;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.leap.jobs.datasets.Census;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;
import org.leap.spark.data.PlannedRdd;
import org.leap.spark.prepared.PlaceRange;

/**
 * The task of every shard reads just the records that belong there: nothing is read to be counted,
 * and nothing is shuffled. For sources that can select, and records that are all good. A partition
 * is a whole set.
 */
final class DirectTransfer implements Transfer {
  private final Source source;
  private final Broadcast<SerializableConfiguration> hadoop;
  private final JavaSparkContext spark;

  DirectTransfer(
      Source source, Broadcast<SerializableConfiguration> hadoop, JavaSparkContext spark) {
    this.source = source;
    this.hadoop = hadoop;
    this.spark = spark;
  }

  static boolean canRead(Source source) {
    return Subset.ALL.stream().allMatch(subset -> source.selectable(subset).isPresent());
  }

  /**
   * Some records on their way to one shard.
   *
   * @param rows of it that they take
   * @param labels that they have there; -1 for their own
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Selection(Source.Partition records, int[] rows, int[] labels)
      implements Serializable {}

  private record Work(int shard, PlaceRange places, List<Selection> selections)
      implements Serializable {}

  @Override
  public List<Subset> owners() {
    return Subset.ALL.stream().filter(subset -> records(subset) > 0).toList();
  }

  @Override
  public List<Census> count() {
    return owners().stream().map(subset -> Census.of(records(subset))).toList();
  }

  private int records(Subset subset) {
    return source.selectable(subset).getAsInt();
  }

  @Override
  public int[] trainingLabels() {
    throw new IllegalStateException("not read before they are written");
  }

  @Override
  public List<ShardContent.Facts> write(
      Destinations destinations, List<PlaceRange> shards, boolean[] done) {
    Map<Integer, List<Selection>> byShard = new TreeMap<>();
    List<Subset> owners = owners();
    for (int i = 0; i < owners.size(); i++) {
      Subset subset = owners.get(i);
      int partition = i;
      Map<Integer, List<Integer>> records = new TreeMap<>();
      for (int record = 0; record < records(subset); record++) {
        if (destinations.isWanted(partition, record, done)) {
          records
              .computeIfAbsent(destinations.shard(partition, record), number -> new ArrayList<>())
              .add(record);
        }
      }
      records.forEach(
          (shard, own) -> {
            int[] chosen = own.stream().mapToInt(record -> record).toArray();
            int[] rows =
                IntStream.of(chosen).map(record -> destinations.row(partition, record)).toArray();
            byShard
                .computeIfAbsent(shard, number -> new ArrayList<>())
                .add(
                    new Selection(
                        source.select(subset, chosen),
                        rows,
                        IntStream.of(chosen)
                            .map(record -> destinations.label(partition, record, -1))
                            .toArray()));
          });
    }
    List<Work> work = new ArrayList<>();
    byShard.forEach((shard, own) -> work.add(new Work(shard, shards.get(shard), own)));
    return new Shards(spark.sc(), work, hadoop).toJavaRDD().collect();
  }

  /** The work of every task: its shard. */
  private static final class Shards extends PlannedRdd<Work, ShardContent.Facts> {
    private static final long serialVersionUID = 1L;
    private final Broadcast<SerializableConfiguration> hadoop;

    Shards(SparkContext spark, List<Work> work, Broadcast<SerializableConfiguration> hadoop) {
      super(spark, ShardContent.Facts.class, work);
      this.hadoop = hadoop;
    }

    @Override
    protected Iterator<ShardContent.Facts> compute(int index, Work work, TaskContext task)
        throws IOException {
      ShardContent content = new ShardContent(work.shard(), work.places());
      for (Selection selection : work.selections()) {
        int[] next = new int[1];
        Census.read(
            List.of(selection.records()),
            hadoop.value().value(),
            false,
            (features, label, position) -> {
              int i = next[0]++;
              int own = selection.labels()[i];
              content.put(selection.rows()[i], own < 0 ? label : own, features, 0);
            });
      }
      return List.of(content.write(hadoop.value().value())).iterator();
    }
  }
}
