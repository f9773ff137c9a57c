package org.leap.jobs.datasets;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.config.DataOptions;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.DataNames;
import org.leap.jobs.formats.Subset;
import org.leap.spark.data.ChunkLayout;
import org.leap.spark.data.ChunkSource;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.Normalization;
import org.leap.spark.prepared.PreparedChunks;
import org.leap.spark.prepared.PreparedManifest;
import org.leap.spark.storage.Folder;

/** A prepared folder as the data of a run. */
final class PreparedData {
  private PreparedData() {}

  static DataSet open(DataConfig.Prepared config, Configuration hadoop) throws IOException {
    Folder folder = Folder.at(config.path(), hadoop);
    PreparedManifest found = manifest(config.path(), folder);
    checkLengths(folder, found);
    PreparedManifest manifest = found.withShardSums(config.path(), hadoop);
    return new DataSet(
        DataNames.ofClasses(manifest.classNames()),
        manifest.shape(),
        set(config.path(), manifest, Subset.TRAIN).orElseThrow(),
        set(config.path(), manifest, Subset.VALIDATION),
        set(config.path(), manifest, Subset.TEST).orElseThrow(),
        normalization(config.options().normalization(), manifest),
        ConfiguredAugmentations.of(config.options()),
        0,
        DataIdentity.of(manifest));
  }

  static PreparedManifest manifest(String path, Folder folder) throws IOException {
    return PreparedManifest.find(folder)
        .orElseThrow(
            () ->
                new BadDataException(
                    path,
                    "holds no %s, so it is not prepared or not completely: run leap data prepare with --out %s"
                        .formatted(PreparedManifest.FILE, path)));
  }

  /** One listing finds what is missing or cut short before anything is trained. */
  private static void checkLengths(Folder folder, PreparedManifest manifest) throws IOException {
    Map<String, Long> lengths = folder.lengths();
    manifest
        .sets()
        .forEach(
            (name, set) -> {
              for (int i = 0; i < set.shardBytes().size(); i++) {
                String file = PreparedManifest.shard(name, i);
                Long length = lengths.get(file);
                if (length == null || !length.equals(set.shardBytes().get(i))) {
                  throw new BadDataException(
                      folder.location(file),
                      "%s, expected %s bytes as the manifest says; copy it again or prepare the data again"
                          .formatted(
                              length == null
                                  ? "does not exist"
                                  : "is %s bytes long".formatted(length),
                              set.shardBytes().get(i)));
                }
              }
            });
  }

  private static Normalization normalization(
      DataOptions.Normalization kind, PreparedManifest manifest) {
    ExampleShape shape = manifest.shape();
    return kind == DataOptions.Normalization.STANDARD
        ? new Normalization(manifest.mean(), manifest.deviation())
        : Normalizations.of(kind, shape, () -> null);
  }

  private static Optional<ExampleSet> set(String path, PreparedManifest manifest, Subset subset) {
    String name = name(subset);
    if (!manifest.sets().containsKey(name)) {
      return Optional.empty();
    }
    return Optional.of(new Shards(path, manifest, name));
  }

  /** A subset as the manifest and the files call it. */
  static String name(Subset subset) {
    return subset.name().toLowerCase(Locale.ROOT);
  }

  private record Shards(String path, PreparedManifest manifest, String name) implements ExampleSet {
    @Override
    public int count() {
      return manifest.sets().get(name).examples();
    }

    @Override
    public Optional<Places> places() {
      return Optional.of(new ShardPlaces(path, name, manifest.layout().examplesPerShard()));
    }

    @Override
    public ChunkSource chunks(JavaSparkContext spark, ChunkLayout layout) {
      return PreparedChunks.of(spark, path, manifest, name, layout);
    }
  }
}
