package org.leap.jobs.datasets.prepare;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.datasets.Census;
import org.leap.jobs.datasets.InputTransforms;
import org.leap.jobs.datasets.PreparedData;
import org.leap.jobs.datasets.Split;
import org.leap.jobs.formats.ChannelMoments;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.engine.JobGroup;
import org.leap.spark.prepared.BlockLayout;
import org.leap.spark.prepared.PlaceRange;
import org.leap.spark.prepared.PreparedManifest;
import org.leap.spark.prepared.PreparedManifest.PreparedSet;
import org.leap.spark.storage.Folder;

/**
 * The Spark job that writes the prepared form of a source. Every partition is read and decoded
 * once. When the examples are counted, the place of each is known; they are brought to their shards
 * and written. Shards that an earlier attempt has finished stay.
 */
final class Preparation {
  private final DataConfig config;
  private final Source source;
  private final String location;
  private final JavaSparkContext spark;
  private final JobGroup jobs;

  Preparation(DataConfig config, Source source, String location, JavaSparkContext spark) {
    this.config = config;
    this.source = source;
    this.location = location;
    this.spark = spark;
    this.jobs = new JobGroup(spark.sc());
  }

  PreparedManifest run(Folder folder, String fingerprint) throws IOException {
    Broadcast<SerializableConfiguration> hadoop =
        spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
    try (Transfer transfer = transfer(hadoop)) {
      List<Subset> owners = transfer.owners();
      List<Census> censuses = jobs.run("counting the examples", transfer::count);
      Map<Subset, Census> bySet = check(owners, censuses);
      int[] labels =
          Split.needsLabels(config.options())
              ? jobs.run("labels of the training set", transfer::trainingLabels)
              : new int[0];
      Destinations destinations =
          Destinations.of(source, config.options(), owners, censuses, row -> labels[row]);
      List<PlaceRange> shards = destinations.shards(location, source.shape());
      Map<Integer, ShardContent.Facts> facts = new TreeMap<>();
      written(folder, shards, hadoop).forEach(own -> facts.put(own.shard(), own));
      if (facts.size() < shards.size()) {
        boolean[] done = new boolean[shards.size()];
        facts.keySet().forEach(shard -> done[shard] = true);
        jobs.run("writing the shards", () -> transfer.write(destinations, shards, done))
            .forEach(own -> facts.put(own.shard(), own));
      }
      PreparedManifest manifest = manifest(shards, List.copyOf(facts.values()), bySet, fingerprint);
      manifest.commit(folder);
      return manifest;
    } finally {
      hadoop.destroy();
    }
  }

  private Transfer transfer(Broadcast<SerializableConfiguration> hadoop) {
    boolean skip = Census.skips(config.options());
    return !skip && !Split.needsLabels(config.options()) && DirectTransfer.canRead(source)
        ? new DirectTransfer(source, hadoop, spark)
        : new ShuffledTransfer(source, skip, hadoop, spark);
  }

  /** Every set of the source. */
  private Map<Subset, Census> check(List<Subset> owners, List<Census> censuses) {
    Map<Subset, Census> bySet = new LinkedHashMap<>();
    for (Subset subset : Subset.ALL) {
      if (owners.contains(subset)) {
        Census census =
            Census.sum(
                IntStream.range(0, owners.size())
                    .filter(i -> owners.get(i) == subset)
                    .mapToObj(censuses::get)
                    .toList());
        census.check(subset, config.options());
        bySet.put(subset, census);
      }
    }
    return bySet;
  }

  /** The shards that are there already and good; damaged ones are written anew. */
  private List<ShardContent.Facts> written(
      Folder folder, List<PlaceRange> shards, Broadcast<SerializableConfiguration> hadoop)
      throws IOException {
    Map<String, Long> lengths = folder.lengths();
    List<Integer> there =
        IntStream.range(0, shards.size())
            .filter(shard -> lengths.containsKey(ShardContent.file(shards.get(shard))))
            .boxed()
            .toList();
    if (there.isEmpty()) {
      return List.of();
    }
    JavaRDD<ShardContent.Facts> good =
        spark
            .parallelize(there, there.size())
            .flatMap(
                shard -> {
                  PlaceRange places = shards.get(shard);
                  long bytes = lengths.get(ShardContent.file(places));
                  return ShardContent.written(shard, places, bytes, hadoop.value().value()).stream()
                      .iterator();
                });
    return jobs.run("looking at the shards that are there", good::collect);
  }

  private PreparedManifest manifest(
      List<PlaceRange> shards,
      List<ShardContent.Facts> facts,
      Map<Subset, Census> bySet,
      String fingerprint) {
    ExampleShape shape = source.shape();
    BlockLayout layout = BlockLayout.of(shape);
    Map<String, PreparedSet> sets = new LinkedHashMap<>();
    ChannelMoments moments = new ChannelMoments(shape);
    for (Subset subset : Subset.ALL) {
      String name = PreparedData.name(subset);
      List<ShardContent.Facts> own =
          facts.stream().filter(shard -> shards.get(shard.shard()).set().equals(name)).toList();
      if (own.isEmpty()) {
        continue;
      }
      sets.put(
          name,
          new PreparedSet(
              shards.get(own.get(0).shard()).examples(),
              bySet.containsKey(subset) ? bySet.get(subset).bad() : 0,
              perClass(own, shape.classes()),
              own.stream().map(ShardContent.Facts::bytes).toList(),
              own.stream().map(ShardContent.Facts::sum).toList()));
      if (subset == Subset.TRAIN) {
        own.forEach(shard -> moments.plus(shard.moments()));
      }
    }
    return PreparedManifest.of(
        shape,
        layout,
        source.classNames(),
        sets,
        new PreparedManifest.Statistics(
            InputTransforms.standard(moments),
            InputTransforms.largest(moments).deviation(),
            source.traits().sparse()),
        new PreparedManifest.MadeFrom(
            config.options().seed(), PreparedFolder.shown(config), fingerprint));
  }

  private static List<Integer> perClass(List<ShardContent.Facts> shards, int classes) {
    return IntStream.range(0, classes)
        .map(label -> shards.stream().mapToInt(shard -> shard.examplesOf(label)).sum())
        .boxed()
        .toList();
  }
}
