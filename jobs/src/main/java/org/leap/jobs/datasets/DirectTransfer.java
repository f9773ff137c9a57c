package org.leap.jobs.datasets;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.leap.jobs.formats.BadRecords;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.SourcePartition;
import org.leap.jobs.formats.Subset;

/**
 * The task of every shard reads just the records that belong there: nothing is read to be counted,
 * and nothing is shuffled. For sources that can select, and records that are all good.
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
   * @param rows of the shard that they take, in their order
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Selection(SourcePartition records, int[] rows) implements Serializable {}

  private record Work(int shard, List<Selection> selections) implements Serializable {}

  /** A piece is a whole set. */
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
  public List<ShardFacts> write(Destinations destinations, ShardPlan plan, boolean[] done) {
    List<Work> work = work(destinations, plan, done);
    Broadcast<SerializableConfiguration> configuration = hadoop;
    return new ItemRdd<>(
            spark.sc(),
            work,
            ShardFacts.class,
            (shard, task) -> List.of(write(shard, plan, configuration.value().value())).iterator())
        .toJavaRDD()
        .collect();
  }

  private List<Work> work(Destinations destinations, ShardPlan plan, boolean[] done) {
    Map<Integer, List<Selection>> byShard = new TreeMap<>();
    List<Subset> owners = owners();
    for (int i = 0; i < owners.size(); i++) {
      int piece = i;
      Subset subset = owners.get(piece);
      Map<Integer, List<Integer>> records = new TreeMap<>();
      for (int record = 0; record < records(subset); record++) {
        int shard = plan.shard(destinations.set(piece, record), destinations.place(piece, record));
        if (!done[shard]) {
          records.computeIfAbsent(shard, s -> new ArrayList<>()).add(record);
        }
      }
      records.forEach(
          (shard, own) -> {
            int[] chosen = own.stream().mapToInt(record -> record).toArray();
            int[] rows =
                IntStream.of(chosen)
                    .map(record -> plan.row(destinations.place(piece, record)))
                    .toArray();
            byShard
                .computeIfAbsent(shard, s -> new ArrayList<>())
                .add(new Selection(source.select(subset, chosen), rows));
          });
    }
    List<Work> work = new ArrayList<>();
    byShard.forEach((shard, selections) -> work.add(new Work(shard, selections)));
    return work;
  }

  private static ShardFacts write(Work work, ShardPlan plan, Configuration hadoop)
      throws IOException {
    ShardContent content = new ShardContent(plan, work.shard());
    for (Selection selection : work.selections()) {
      int[] next = new int[1];
      selection
          .records()
          .read(
              hadoop,
              Sinks.into(
                  (features, label, place) ->
                      content.put(selection.rows()[next[0]++], label, features, 0),
                  new BadRecords(false)));
    }
    return content.write(hadoop);
  }

  @Override
  public void close() {
    // Its one job leaves nothing.
  }
}
