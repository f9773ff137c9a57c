package org.leap.jobs.datasets;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.DataNames;
import org.leap.jobs.formats.Subset;
import org.leap.spark.data.ChunkLayout;
import org.leap.spark.data.ChunkSource;
import org.leap.spark.data.Normalization;
import org.leap.spark.prepared.PreparedChunks;
import org.leap.spark.prepared.PreparedManifest;
import org.leap.spark.storage.Folder;

/** A prepared folder as the data of a run. */
public final class PreparedData {
  private PreparedData() {}

  static DataSet open(DataConfig.Prepared config, Configuration hadoop) throws IOException {
    Folder folder = Folder.at(config.path(), hadoop);
    PreparedManifest found = manifest(config.path(), folder);
    checkLengths(folder, found);
    PreparedManifest manifest = found.withShardSums(config.path(), hadoop);
    Map<Subset, ExampleSet> sets = new EnumMap<>(Subset.class);
    for (Subset subset : Subset.values()) {
      if (manifest.sets().containsKey(name(subset))) {
        sets.put(subset, new Shards(config.path(), manifest, name(subset)));
      }
    }
    return new DataSet(
        DataNames.ofClasses(manifest.classNames()),
        manifest.shape(),
        sets,
        InputTransforms.normalization(
            config.options(),
            manifest.shape(),
            manifest.leavesOutZeros(),
            new InputTransforms.Statistics(
                () -> new Normalization(manifest.mean(), manifest.deviation()),
                () -> largest(config.path(), manifest))),
        InputTransforms.augmentations(config.options()),
        DataSet.Skipped.NONE,
        DataIdentity.of(manifest).scaled(config.options(), manifest.leavesOutZeros()),
        Optional.empty());
  }

  private static Normalization largest(String path, PreparedManifest manifest) {
    if (manifest.largest() == null) {
      throw new BadDataException(
          path,
          "was prepared by a release that did not note the largest values: prepare the data again, or set data.normalize to standard or none");
    }
    return InputTransforms.byLargest(manifest.largest());
  }

  /**
   * The manifest of a prepared folder.
   *
   * @throws BadDataException if there is none
   */
  public static PreparedManifest manifest(String path, Folder folder) throws IOException {
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

  /** A subset as the manifest and the files call it. */
  public static String name(Subset subset) {
    return subset.name().toLowerCase(Locale.ROOT);
  }

  private record Shards(String path, PreparedManifest manifest, String name) implements ExampleSet {
    @Override
    public int count() {
      return manifest.sets().get(name).examples();
    }

    @Override
    public long[] perClass() {
      return manifest.sets().get(name).perClass().stream().mapToLong(n -> n).toArray();
    }

    @Override
    public Optional<Positions> positions() {
      return Optional.of(new Positions.InShards(path, name, manifest.layout().examplesPerShard()));
    }

    @Override
    public ChunkSource chunks(JavaSparkContext spark, ChunkLayout layout) {
      return PreparedChunks.of(spark, path, manifest, name, layout);
    }
  }
}
