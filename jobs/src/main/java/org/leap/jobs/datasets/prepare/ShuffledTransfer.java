package org.leap.jobs.datasets.prepare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.HashPartitioner;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;
import org.leap.jobs.datasets.Census;
import org.leap.jobs.datasets.tables.BatchedSource;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;
import org.leap.spark.data.PlannedRdd;
import org.leap.spark.prepared.PlaceRange;
import scala.Tuple2;

/**
 * Reads every partition of the source once to count it, and keeps the examples on the executors'
 * disks; then every example's place is known, and they are shuffled to their shards.
 */
final class ShuffledTransfer implements Transfer {
  private final List<Subset> owners = new ArrayList<>();
  private final JavaRDD<ExampleArrays> examples;
  private final Broadcast<SerializableConfiguration> hadoop;

  ShuffledTransfer(
      Source source,
      boolean skipBad,
      Broadcast<SerializableConfiguration> hadoop,
      JavaSparkContext spark) {
    List<Source.Partition> partitions = new ArrayList<>();
    for (Subset subset : Subset.ALL) {
      for (Source.Partition partition : source.partitions(subset)) {
        owners.add(subset);
        partitions.add(partition);
      }
    }
    int exampleBytes = source.shape().bytes();
    this.examples =
        source instanceof BatchedSource batched
            ? batched(batched, exampleBytes, skipBad)
            : new Reading(spark.sc(), partitions, exampleBytes, skipBad, hadoop).toJavaRDD();
    this.hadoop = hadoop;
  }

  /** What Spark reads itself, in the order of the owners. */
  private static JavaRDD<ExampleArrays> batched(
      BatchedSource source, int exampleBytes, boolean skipBad) {
    List<JavaRDD<ExampleArrays>> sets = new ArrayList<>();
    for (Subset subset : Subset.ALL) {
      if (!source.partitions(subset).isEmpty()) {
        sets.add(
            source
                .batches(subset)
                .mapPartitions(batches -> new BatchReader(batches, exampleBytes, skipBad)));
      }
    }
    JavaRDD<ExampleArrays> all = sets.get(0);
    for (JavaRDD<ExampleArrays> next : sets.subList(1, sets.size())) {
      all = all.union(next);
    }
    return all;
  }

  /** Every partition of the source. */
  private static final class Reading extends PlannedRdd<Source.Partition, ExampleArrays> {
    private static final long serialVersionUID = 1L;
    private final int exampleBytes;
    private final boolean skipBad;
    private final Broadcast<SerializableConfiguration> hadoop;

    Reading(
        SparkContext spark,
        List<Source.Partition> partitions,
        int exampleBytes,
        boolean skipBad,
        Broadcast<SerializableConfiguration> hadoop) {
      super(spark, ExampleArrays.class, partitions);
      this.exampleBytes = exampleBytes;
      this.skipBad = skipBad;
      this.hadoop = hadoop;
    }

    @Override
    protected Iterator<ExampleArrays> compute(
        int index, Source.Partition partition, TaskContext task) {
      PartitionReader reader =
          PartitionReader.start(partition, hadoop.value().value(), exampleBytes, skipBad);
      task.addTaskCompletionListener((TaskCompletionListener) ended -> reader.close());
      return reader;
    }
  }

  @Override
  public List<Subset> owners() {
    return owners;
  }

  @Override
  public List<Census> count() {
    examples.persist(StorageLevel.DISK_ONLY());
    return examples.filter(arrays -> arrays.census() != null).map(ExampleArrays::census).collect();
  }

  @Override
  public int[] trainingLabels() {
    int[] training =
        IntStream.range(0, owners.size()).filter(i -> owners.get(i) == Subset.TRAIN).toArray();
    return Arrays.stream(examples.map(ExampleArrays::labels).collectPartitions(training))
        .flatMap(List::stream)
        .flatMapToInt(Arrays::stream)
        .toArray();
  }

  @Override
  public List<ShardContent.Facts> write(
      Destinations destinations, List<PlaceRange> shards, boolean[] done) {
    Broadcast<Destinations> where =
        JavaSparkContext.fromSparkContext(examples.context()).broadcast(destinations);
    Broadcast<SerializableConfiguration> configuration = hadoop;
    int exampleBytes = shards.get(0).shape().bytes();
    try {
      return examples
          .flatMapToPair(arrays -> byShard(arrays, where.value(), exampleBytes, done))
          .partitionBy(new HashPartitioner(shards.size()))
          .mapPartitionsWithIndex(
              (shard, arrays) ->
                  done[shard]
                      ? List.<ShardContent.Facts>of().iterator()
                      : List.of(
                              write(
                                  shard, shards.get(shard), arrays, configuration.value().value()))
                          .iterator(),
              true)
          .collect();
    } finally {
      where.destroy();
    }
  }

  /** Cuts the examples of the task's partition by the shards they go to. */
  private static Iterator<Tuple2<Integer, ExampleArrays>> byShard(
      ExampleArrays arrays, Destinations destinations, int exampleBytes, boolean[] done) {
    int partition = TaskContext.getPartitionId();
    Map<Integer, ExampleArrays.Builder> builders = new TreeMap<>();
    for (int i = 0; i < arrays.count(); i++) {
      int row = arrays.row(i);
      if (destinations.isWanted(partition, row, done)) {
        builders
            .computeIfAbsent(
                destinations.shard(partition, row),
                number -> new ExampleArrays.Builder(exampleBytes))
            .add(
                destinations.label(partition, row, arrays.label(i)),
                destinations.row(partition, row),
                arrays.features(),
                i * exampleBytes);
      }
    }
    return builders.entrySet().stream()
        .map(entry -> new Tuple2<>(entry.getKey(), entry.getValue().build()))
        .iterator();
  }

  private static ShardContent.Facts write(
      int shard,
      PlaceRange places,
      Iterator<Tuple2<Integer, ExampleArrays>> all,
      Configuration hadoop)
      throws IOException {
    ShardContent content = new ShardContent(shard, places);
    int exampleBytes = places.shape().bytes();
    while (all.hasNext()) {
      ExampleArrays arrays = all.next()._2();
      for (int i = 0; i < arrays.count(); i++) {
        content.put(arrays.row(i), arrays.label(i), arrays.features(), i * exampleBytes);
      }
    }
    return content.write(hadoop);
  }

  @Override
  public void close() {
    examples.unpersist();
  }
}
