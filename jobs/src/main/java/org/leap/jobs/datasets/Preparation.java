package org.leap.jobs.datasets;

import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.config.DataOptions;
import org.leap.jobs.formats.ChannelMoments;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;
import org.leap.spark.data.Chunk;
import org.leap.spark.data.Normalization;
import org.leap.spark.prepared.BadShardException;
import org.leap.spark.prepared.PlaceRange;
import org.leap.spark.prepared.PreparedManifest;
import org.leap.spark.prepared.PreparedManifest.PreparedSet;
import org.leap.spark.storage.Folder;

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
   * @throws org.leap.jobs.formats.BadDataException if the source cannot be used
   */
  PreparedManifest run(Folder folder, String fingerprint) throws IOException {
    Broadcast<SerializableConfiguration> hadoop =
        spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
    try (Transfer transfer = transfer(hadoop)) {
      List<Subset> owners = transfer.owners();
      List<Census> censuses = transfer.count();
      Map<Subset, Long> bad = check(owners, censuses);
      Destinations destinations =
          Destinations.of(
              source, config.options(), owners, censuses.stream().map(Census::examples).toList());
      ShardPlan plan = ShardPlan.of(location, source.shape(), destinations);
      Map<Integer, ShardFacts> facts = byShard(finished(folder, plan, hadoop));
      if (facts.size() < plan.shards()) {
        boolean[] done = new boolean[plan.shards()];
        facts.keySet().forEach(shard -> done[shard] = true);
        facts.putAll(byShard(transfer.write(destinations, plan, done)));
      }
      PreparedManifest manifest = manifest(plan, facts, bad, fingerprint);
      manifest.commit(folder);
      return manifest;
    } finally {
      hadoop.destroy();
    }
  }

  private Transfer transfer(Broadcast<SerializableConfiguration> hadoop) {
    boolean skip = config.options().onBadRecord() == DataOptions.OnBadRecord.SKIP;
    return !skip && DirectTransfer.canRead(source)
        ? new DirectTransfer(source, hadoop, spark)
        : new ShuffledTransfer(source, skip, hadoop, spark);
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
                PlaceRange content = plan.content(shard);
                Chunk chunk = content.load(hadoop.value().value());
                long bytes = lengths.get(plan.file(shard));
                int sum = content.readSums(hadoop.value().value()).get(0);
                return List.of(
                        ShardFacts.of(
                            shard, bytes, sum, plan.shape(), chunk.labels(), chunk.features()))
                    .iterator();
              } catch (BadShardException e) {
                return List.<ShardFacts>of().iterator();
              }
            })
        .collect();
  }

  private static Map<Integer, ShardFacts> byShard(List<ShardFacts> facts) {
    return facts.stream().collect(Collectors.toMap(ShardFacts::shard, Function.identity()));
  }

  private PreparedManifest manifest(
      ShardPlan plan, Map<Integer, ShardFacts> facts, Map<Subset, Long> bad, String fingerprint) {
    List<ShardFacts> ordered =
        facts.values().stream().sorted(Comparator.comparingInt(ShardFacts::shard)).toList();
    Map<String, PreparedSet> sets = new LinkedHashMap<>();
    ChannelMoments statistics = new ChannelMoments(plan.shape());
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
              own.stream().map(ShardFacts::bytes).toList(),
              own.stream().map(ShardFacts::sum).toList()));
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
        PreparedFolder.shown(config),
        fingerprint);
  }

  private static List<Integer> perClass(List<ShardFacts> shards, int classes) {
    return IntStream.range(0, classes)
        .map(c -> shards.stream().mapToInt(shard -> shard.perClass()[c]).sum())
        .boxed()
        .toList();
  }
}
