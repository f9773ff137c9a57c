package org.leap.spark.prepared;

import static org.nd4j.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.FeatureType;
import org.leap.spark.data.Normalization;
import org.leap.spark.storage.Folder;
import org.leap.spark.storage.FormatVersion;
import org.leap.spark.storage.SealedJson;

/**
 * {@code manifest.json} of a prepared data set. It is written last: a folder without it is not
 * complete. Names of shards are not in it, they follow from set and number. It ends with a checksum
 * of itself; that of version 1 does not.
 *
 * @param version of the format
 * @param writtenBy the release that wrote it; null in versions 1 and 2
 * @param channels of an example, as are height and width
 * @param type of the stored values
 * @param classNames in the order of the labels
 * @param seed of the places of the training examples
 * @param examplesPerBlock examples that are compressed together
 * @param blocksPerShard blocks of a full shard
 * @param sets by their lower-case names: train, test and perhaps validation
 * @param mean of every channel of the training set
 * @param deviation standard deviation of every channel of the training set
 * @param largest absolute value of every channel of the training set; null before version 4
 * @param sparse whether the source leaves out zeros; null before version 4
 * @param configuration what was asked for when it was prepared
 * @param source fingerprint of the files it was made from
 */
public record PreparedManifest(
    int version,
    @JsonInclude(JsonInclude.Include.NON_NULL) String writtenBy,
    int channels,
    int height,
    int width,
    FeatureType type,
    List<String> classNames,
    long seed,
    int examplesPerBlock,
    int blocksPerShard,
    Map<String, PreparedSet> sets,
    List<Double> mean,
    List<Double> deviation,
    @JsonInclude(JsonInclude.Include.NON_NULL) List<Double> largest,
    @JsonInclude(JsonInclude.Include.NON_NULL) Boolean sparse,
    String configuration,
    String source) {

  /**
   * One set of a prepared folder.
   *
   * @param examples in it
   * @param badRecords records of the source that were skipped
   * @param perClass examples of every class
   * @param shardBytes length of every shard file
   * @param shardSums CRC-32C of every shard's header, which holds those of its blocks; empty where
   *     they are not known, as in version 1
   */
  public record PreparedSet(
      int examples,
      long badRecords,
      List<Integer> perClass,
      List<Long> shardBytes,
      List<Integer> shardSums) {

    public PreparedSet {
      shardSums = shardSums == null ? List.of() : List.copyOf(shardSums);
    }

    /** Sums of the shards that hold some places, as far as they are known. */
    List<Integer> sums(BlockLayout layout, int first, int length) {
      int perShard = layout.examplesPerShard();
      return shardSums.isEmpty()
          ? shardSums
          : List.copyOf(shardSums.subList(first / perShard, (first + length - 1) / perShard + 1));
    }
  }

  public static final int VERSION = 4;
  private static final FormatVersion FORMAT = new FormatVersion(VERSION);
  private static final int FIRST_SEALED = 2;
  public static final String FILE = "manifest.json";
  private static final int LIMIT = 64 << 20;
  private static final long LARGEST_BLOCK = 1 << 30;
  private static final int MOST_BLOCKS = 1 << 20;
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();

  /**
   * What a folder was made from.
   *
   * @param seed of the places of the training examples
   * @param configuration what was asked for
   * @param source fingerprint of the files
   */
  public record MadeFrom(long seed, String configuration, String source) {}

  /**
   * What scales the features, over the training set.
   *
   * @param normalization mean and deviation
   * @param largest absolute values
   * @param sparse whether the source leaves out zeros
   */
  public record Statistics(Normalization normalization, List<Double> largest, boolean sparse) {}

  /** A manifest of this version. */
  public static PreparedManifest of(
      ExampleShape shape,
      BlockLayout layout,
      List<String> classNames,
      Map<String, PreparedSet> sets,
      Statistics statistics,
      MadeFrom from) {
    return new PreparedManifest(
        VERSION,
        FormatVersion.writer(),
        shape.channels(),
        shape.height(),
        shape.width(),
        shape.type(),
        classNames,
        from.seed(),
        layout.examplesPerBlock(),
        layout.blocksPerShard(),
        sets,
        statistics.normalization().mean(),
        statistics.normalization().deviation(),
        statistics.largest(),
        statistics.sparse(),
        from.configuration(),
        from.source());
  }

  /**
   * The manifest of a folder, or nothing if it has none.
   *
   * @throws BadShardException if there is a manifest that cannot be used
   * @throws IOException if the file system cannot be reached
   */
  public static Optional<PreparedManifest> find(Folder folder) throws IOException {
    String file = folder.location(FILE);
    Optional<String> text = folder.read(FILE, LIMIT);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    PreparedManifest manifest;
    SealedJson json = SealedJson.parse(text.get());
    try {
      JsonNode tree = JSON.readTree(json.object());
      int version = tree.path("version").asInt(0);
      refuseNewer(file, FORMAT.problem(version, tree.path(FormatVersion.WRITER).textValue()));
      if (json.seal() == SealedJson.Seal.BROKEN
          || (json.seal() == SealedJson.Seal.NONE && version >= FIRST_SEALED)) {
        throw new BadShardException(
            file,
            "is damaged: the checksum at its end %s; copy it again or prepare the data again"
                .formatted(
                    json.seal() == SealedJson.Seal.BROKEN ? "does not match" : "is missing"));
      }
      manifest = JSON.readValue(json.object(), PreparedManifest.class);
    } catch (JsonProcessingException e) {
      throw new BadShardException(
          file, "is not a manifest: %s; prepare the data again".formatted(e.getOriginalMessage()));
    }
    manifest.check(file);
    return Optional.of(manifest);
  }

  /** Of a manifest or a shard. */
  static void refuseNewer(String file, Optional<String> problem) {
    if (problem.isPresent()) {
      throw new BadShardException(file, problem.get() + ", or prepare the data again");
    }
  }

  /**
   * Writes the manifest into its folder, which is complete from then on. This is the moment from
   * which on the folder counts as prepared.
   */
  public void commit(Folder folder) throws IOException {
    folder.write(
        FILE, SealedJson.seal(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this)));
  }

  /** The same with the sums of all shards: where they are not known, their headers are read. */
  public PreparedManifest withShardSums(String location, Configuration hadoop) throws IOException {
    Map<String, PreparedSet> known = new TreeMap<>(sets);
    for (var entry : known.entrySet()) {
      PreparedSet set = entry.getValue();
      if (set.shardSums().isEmpty()) {
        var sums = range(location, entry.getKey(), 0, set.examples()).readSums(hadoop);
        entry.setValue(
            new PreparedSet(
                set.examples(), set.badRecords(), set.perClass(), set.shardBytes(), sums));
      }
    }
    return new PreparedManifest(
        version,
        writtenBy,
        channels,
        height,
        width,
        type,
        classNames,
        seed,
        examplesPerBlock,
        blocksPerShard,
        known,
        mean,
        deviation,
        largest,
        sparse,
        configuration,
        source);
  }

  /** Some places of one of its sets in the folder at a location. */
  PlaceRange range(String location, String set, int first, int length) {
    PreparedSet prepared = sets.get(set);
    return new PlaceRange(
        location,
        set,
        shape(),
        layout(),
        prepared.examples(),
        first,
        length,
        prepared.sums(layout(), first, length));
  }

  /** Whether the source leaves out zeros, as far as is known. */
  public boolean leavesOutZeros() {
    return Boolean.TRUE.equals(sparse);
  }

  /** Shape and classes of every example. */
  public ExampleShape shape() {
    return new ExampleShape(channels, height, width, classNames.size(), type);
  }

  /** How many examples go into a block, and blocks into a shard. */
  public BlockLayout layout() {
    return new BlockLayout(examplesPerBlock, blocksPerShard);
  }

  /** File name of a shard. */
  public static String shard(String set, int number) {
    return String.format(Locale.ROOT, "%s-%05d.shard", set, number);
  }

  private void check(String file) {
    try {
      checkSizes();
      sets.forEach(this::checkSet);
    } catch (IllegalArgumentException | ArithmeticException | NullPointerException e) {
      String reason = e.getMessage() == null ? "a value is missing" : e.getMessage();
      throw new BadShardException(
          file, "contradicts itself: %s; prepare the data again".formatted(reason));
    }
  }

  private void checkSizes() {
    int bytes = shape().bytes();
    checkArgument(
        (long) layout().examplesPerBlock() * (bytes + 4L) <= LARGEST_BLOCK,
        "blocks of %s examples of %s bytes are too large".formatted(examplesPerBlock, bytes));
    checkArgument(
        blocksPerShard <= MOST_BLOCKS, "%s blocks a shard are too many".formatted(blocksPerShard));
    checkArgument(
        (long) layout().examplesPerShard() * bytes <= Integer.MAX_VALUE,
        "shards of %s examples of %s bytes are too large"
            .formatted(layout().examplesPerShard(), bytes));
    checkArgument(
        mean.size() == channels && deviation.size() == channels,
        "%s means and %s deviations for %s channels"
            .formatted(mean.size(), deviation.size(), channels));
    checkArgument(
        largest == null || largest.size() == channels,
        "%s largest values for %s channels"
            .formatted(largest == null ? 0 : largest.size(), channels));
    checkArgument(
        sets.containsKey("train") && sets.containsKey("test"), "it lacks the set train or test");
  }

  private void checkSet(String name, PreparedSet set) {
    checkArgument(set.examples() > 0, "the set %s has %s examples".formatted(name, set.examples()));
    int shards = layout().shards(set.examples());
    checkArgument(
        set.shardBytes().size() == shards,
        "%s shards of the set %s, expected %s".formatted(set.shardBytes().size(), name, shards));
    checkArgument(
        set.shardSums().isEmpty() || set.shardSums().size() == shards,
        "%s sums of %s shards of the set %s".formatted(set.shardSums().size(), shards, name));
    checkArgument(
        set.perClass().size() == classNames.size(),
        "%s counts for %s classes".formatted(set.perClass().size(), classNames.size()));
  }
}
