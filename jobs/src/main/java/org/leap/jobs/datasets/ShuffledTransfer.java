package org.leap.jobs.datasets;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.SourcePartition;
import org.leap.jobs.formats.Subset;
import scala.Tuple2;

/**
 * Reads every part once to count it, and keeps the examples on the executors' disks; then every
 * example's place is known, and they are shuffled to their shards.
 */
final class ShuffledTransfer implements Transfer {
  private final List<Subset> owners = new ArrayList<>();
  private final JavaRDD<Pack> packs;
  private final Broadcast<SerializableConfiguration> hadoop;

  ShuffledTransfer(
      Source source,
      boolean skipBad,
      Broadcast<SerializableConfiguration> hadoop,
      JavaSparkContext spark) {
    List<SourcePartition> parts = new ArrayList<>();
    for (Subset subset : Subset.ALL) {
      for (SourcePartition part : source.partitions(subset)) {
        owners.add(subset);
        parts.add(part);
      }
    }
    int exampleBytes = source.shape().bytes();
    this.packs =
        new ItemRdd<>(
                spark.sc(),
                parts,
                Pack.class,
                (part, task) -> {
                  PackReader reader =
                      PackReader.start(part, hadoop.value().value(), exampleBytes, skipBad);
                  task.addTaskCompletionListener((TaskCompletionListener) ended -> reader.close());
                  return reader;
                })
            .toJavaRDD();
    this.hadoop = hadoop;
  }

  /** A piece is a part of the source. */
  @Override
  public List<Subset> owners() {
    return owners;
  }

  @Override
  public List<Census> count() {
    packs.persist(StorageLevel.DISK_ONLY());
    return packs.mapPartitions(all -> List.of(Census.of(all)).iterator()).collect();
  }

  @Override
  public List<ShardFacts> write(Destinations destinations, ShardPlan plan, boolean[] done) {
    Broadcast<Destinations> where =
        JavaSparkContext.fromSparkContext(packs.context()).broadcast(destinations);
    Broadcast<SerializableConfiguration> configuration = hadoop;
    try {
      return packs
          .mapPartitionsWithIndex(
              (partition, all) -> new Routing(where.value(), plan, done, partition).apply(all),
              true)
          .mapToPair(piece -> piece)
          .partitionBy(new HashPartitioner(plan.shards()))
          .mapPartitionsWithIndex(
              (shard, pieces) ->
                  done[shard]
                      ? List.<ShardFacts>of().iterator()
                      : List.of(write(plan, shard, pieces, configuration.value().value()))
                          .iterator(),
              true)
          .collect();
    } finally {
      where.destroy();
    }
  }

  private static ShardFacts write(
      ShardPlan plan, int shard, Iterator<Tuple2<Integer, Pack>> pieces, Configuration hadoop)
      throws IOException {
    ShardContent content = new ShardContent(plan, shard);
    int exampleBytes = plan.shape().bytes();
    while (pieces.hasNext()) {
      Pack pack = pieces.next()._2();
      for (int i = 0; i < pack.examples(); i++) {
        content.put(pack.row(i), pack.label(i), pack.features(), i * exampleBytes);
      }
    }
    return content.write(hadoop);
  }

  @Override
  public void close() {
    packs.unpersist();
  }
}
