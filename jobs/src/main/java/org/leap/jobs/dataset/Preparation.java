package org.leap.jobs.dataset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.HashPartitioner;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.config.DataOptions;
import org.leap.jobs.data.ChannelStatistics;
import org.leap.jobs.data.Source;
import org.leap.jobs.data.SourcePart;
import org.leap.jobs.data.Subset;
import org.leap.spark.data.Chunk;
import org.leap.spark.data.Normalization;
import org.leap.spark.prepared.BadShardException;
import org.leap.spark.prepared.PreparedManifest;
import org.leap.spark.prepared.PreparedManifest.PreparedSet;
import org.leap.spark.prepared.ShardWriter;
import org.leap.spark.storage.Folder;
import scala.Tuple2;

/**
 * The Spark job that writes the prepared form of a source. Every part is read and decoded once.
 * When the examples are counted, the place of each is known; they are shuffled to their shards and
 * written. Shards that an earlier attempt has finished stay.
 */
final class Preparation {
  private final DataConfig config;
  private final Source source;
  private final String location;
  private final JavaSparkContext spark;

  Preparation(DataConfig config, Source source, String location, JavaSparkContext spark) {
    this.config = config;
    this.source = source;
    this.location = location;
    this.spark = spark;
  }

  /**
   * @param fingerprint of the source's files
   * @throws org.leap.jobs.data.BadDataException if the source cannot be used
   */
  PreparedManifest run(Folder folder, String fingerprint) throws IOException {
    Broadcast<SerializableConfiguration> hadoop =
        spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
    List<Subset> owners = new ArrayList<>();
    List<SourcePart> parts = new ArrayList<>();
    for (Subset subset : Subset.ALL) {
      for (SourcePart part : source.parts(subset)) {
        owners.add(subset);
        parts.add(part);
      }
    }
    boolean skip = config.options().onBadRecord() == DataOptions.OnBadRecord.SKIP;
    JavaRDD<Pack> packs =
        new PartRdd(spark.sc(), parts, hadoop, source.shape().bytes(), skip).toJavaRDD();
    try {
      List<Census> censuses =
          skip ? counted(packs) : expected(parts).orElseGet(() -> counted(packs));
      Map<Subset, Long> bad = check(owners, censuses);
      Destinations destinations =
          Destinations.of(
              source, config.options(), owners, censuses.stream().map(Census::examples).toList());
      ShardPlan plan = ShardPlan.of(location, source.shape(), destinations);
      Map<Integer, ShardFacts> facts = byShard(finished(folder, plan, hadoop));
      facts.putAll(byShard(write(packs, destinations, plan, facts.keySet(), hadoop)));
      PreparedManifest manifest = manifest(plan, facts, bad, fingerprint);
      manifest.commit(folder);
      return manifest;
    } finally {
      packs.unpersist();
      hadoop.destroy();
    }
  }

  /** What the parts hold if nothing is wrong, if they know. */
  private static Optional<List<Census>> expected(List<SourcePart> parts) {
    return parts.stream().allMatch(part -> part.records().isPresent())
        ? Optional.of(parts.stream().map(part -> Census.of(part.records().getAsInt())).toList())
        : Optional.empty();
  }

  /** Reads the parts, which stay on the executors' disks until they are written. */
  private static List<Census> counted(JavaRDD<Pack> packs) {
    packs.persist(StorageLevel.DISK_ONLY());
    return packs.mapPartitions(all -> List.of(Census.of(all)).iterator()).collect();
  }

  /** Bad records of every set of the source. */
  private Map<Subset, Long> check(List<Subset> owners, List<Census> censuses) {
    Map<Subset, Long> bad = new LinkedHashMap<>();
    for (Subset subset : Subset.ALL) {
      List<Census> own =
          IntStream.range(0, owners.size())
              .filter(i -> owners.get(i) == subset)
              .mapToObj(censuses::get)
              .toList();
      if (!own.isEmpty()) {
        long count = own.stream().mapToLong(Census::bad).sum();
        bad.put(subset, count);
        Sinks.check(
            subset,
            own.stream().mapToLong(Census::examples).sum(),
            count,
            own.stream().map(Census::firstBad).filter(f -> f != null).findFirst().orElse(null),
            config.options());
      }
    }
    return bad;
  }

  /** The shards that are there already, read back whole; damaged ones are written anew. */
  private List<ShardFacts> finished(
      Folder folder, ShardPlan plan, Broadcast<SerializableConfiguration> hadoop)
      throws IOException {
    Map<String, Long> lengths = folder.lengths();
    List<Integer> there =
        IntStream.range(0, plan.shards())
            .filter(shard -> lengths.containsKey(plan.file(shard)))
            .boxed()
            .toList();
    if (there.isEmpty()) {
      return List.of();
    }
    return spark
        .parallelize(there, there.size())
        .flatMap(
            shard -> {
              try {
                Chunk chunk = plan.content(shard).load(hadoop.value().value());
                long bytes = lengths.get(plan.file(shard));
                return List.of(facts(plan, shard, bytes, chunk.labels(), chunk.features()))
                    .iterator();
              } catch (BadShardException e) {
                return List.<ShardFacts>of().iterator();
              }
            })
        .collect();
  }

  private static List<ShardFacts> write(
      JavaRDD<Pack> packs,
      Destinations destinations,
      ShardPlan plan,
      Set<Integer> finished,
      Broadcast<SerializableConfiguration> hadoop) {
    if (finished.size() == plan.shards()) {
      return List.of();
    }
    boolean[] done = new boolean[plan.shards()];
    finished.forEach(shard -> done[shard] = true);
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(packs.context());
    Broadcast<Destinations> where = spark.broadcast(destinations);
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
                      : List.of(write(plan, shard, pieces, hadoop.value().value())).iterator(),
              true)
          .collect();
    } finally {
      where.destroy();
    }
  }

  private static ShardFacts write(
      ShardPlan plan, int shard, Iterator<Tuple2<Integer, Pack>> pieces, Configuration hadoop)
      throws IOException {
    int exampleBytes = plan.shape().bytes();
    int[] labels = new int[plan.length(shard)];
    byte[] features = new byte[labels.length * exampleBytes];
    int filled = 0;
    while (pieces.hasNext()) {
      Pack pack = pieces.next()._2();
      for (int i = 0; i < pack.examples(); i++) {
        labels[pack.row(i)] = pack.label(i);
        System.arraycopy(
            pack.features(), i * exampleBytes, features, pack.row(i) * exampleBytes, exampleBytes);
      }
      filled += pack.examples();
    }
    if (filled != labels.length) {
      throw new IllegalStateException(
          "%d examples for shard %d of %d".formatted(filled, shard, labels.length));
    }
    long[] bytes = new long[1];
    Folder.at(plan.location(), hadoop)
        .write(
            plan.file(shard),
            "." + TaskContext.get().taskAttemptId(),
            out ->
                bytes[0] =
                    ShardWriter.write(
                        labels, features, exampleBytes, plan.layout().examplesPerBlock(), out));
    return facts(plan, shard, bytes[0], labels, features);
  }

  private static ShardFacts facts(
      ShardPlan plan, int shard, long bytes, int[] labels, byte[] features) {
    return ShardFacts.of(shard, bytes, plan.shape(), labels, features);
  }

  private static Map<Integer, ShardFacts> byShard(List<ShardFacts> facts) {
    return facts.stream().collect(Collectors.toMap(ShardFacts::shard, Function.identity()));
  }

  private PreparedManifest manifest(
      ShardPlan plan, Map<Integer, ShardFacts> facts, Map<Subset, Long> bad, String fingerprint) {
    List<ShardFacts> ordered =
        facts.values().stream().sorted(Comparator.comparingInt(ShardFacts::shard)).toList();
    Map<String, PreparedSet> sets = new LinkedHashMap<>();
    ChannelStatistics statistics = new ChannelStatistics(plan.shape());
    for (Subset subset : Subset.ALL) {
      List<ShardFacts> own = ordered.stream().filter(f -> plan.set(f.shard()) == subset).toList();
      if (own.isEmpty()) {
        continue;
      }
      sets.put(
          PreparedData.name(subset),
          new PreparedSet(
              plan.examples().get(Subset.ALL.indexOf(subset)),
              bad.getOrDefault(subset, 0L),
              perClass(own, plan.shape().classes()),
              own.stream().map(ShardFacts::bytes).toList()));
      if (subset == Subset.TRAIN) {
        own.forEach(shard -> statistics.plus(shard.statistics()));
      }
    }
    Normalization standard = Normalizations.standard(statistics);
    return new PreparedManifest(
        PreparedManifest.VERSION,
        plan.shape().channels(),
        plan.shape().height(),
        plan.shape().width(),
        plan.shape().type(),
        source.classNames(),
        config.options().seed(),
        plan.layout().examplesPerBlock(),
        plan.layout().blocksPerShard(),
        sets,
        standard.mean(),
        standard.deviation(),
        config.examplesKey(),
        fingerprint);
  }

  private static List<Integer> perClass(List<ShardFacts> shards, int classes) {
    return IntStream.range(0, classes)
        .map(c -> shards.stream().mapToInt(shard -> shard.perClass()[c]).sum())
        .boxed()
        .toList();
  }
}
