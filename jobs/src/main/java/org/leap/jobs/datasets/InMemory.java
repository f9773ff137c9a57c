package org.leap.jobs.datasets;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.leap.jobs.config.DataOptions;
import org.leap.jobs.datasets.DataSet.SkippedRecord;
import org.leap.jobs.formats.ChannelMoments;
import org.leap.jobs.formats.ExampleTable;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;
import org.leap.spark.data.Augmentations;
import org.leap.spark.data.ChunkLayout;
import org.leap.spark.data.ChunkSource;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.InMemoryChunks;
import org.leap.spark.data.Normalization;
import org.leap.spark.data.Placement;
import org.leap.spark.prepared.BlockLayout;

/** Reads a whole source into the driver's memory. */
public final class InMemory {
  private final Source source;
  private final DataOptions options;
  private final Configuration hadoop;

  /** Whether to note where the records stand. */
  private final boolean placed;

  private final Map<Subset, Positions.Noted> positions = new EnumMap<>(Subset.class);
  private final List<SkippedRecord> skipped = new ArrayList<>();
  private long badRecords;

  private InMemory(Source source, DataOptions options, boolean placed, Configuration hadoop) {
    this.source = source;
    this.options = options;
    this.placed = placed;
    this.hadoop = hadoop;
  }

  /**
   * What a run trains and tests on.
   *
   * @throws org.leap.jobs.formats.BadDataException if the data cannot be used
   * @throws IOException if the file system cannot be reached
   */
  public static DataSet read(Source source, DataOptions options, Configuration hadoop)
      throws IOException {
    InMemory reading = new InMemory(source, options, false, hadoop);
    Map<Subset, ExampleTable> stored = reading.stored();
    Map<String, String> identity =
        new TreeMap<>(
            DataIdentity.of(source.shape(), source.classNames(), stored)
                .scaled(options, source.traits().sparse()));
    identity.putAll(source.identity());
    return reading.dataSet(
        reading.split(stored), Optional.empty(), InputTransforms.augmentations(options), identity);
  }

  /**
   * The sets of a source for a network that was trained elsewhere, by its scaling or the training
   * set's.
   */
  static DataSet toScore(
      Source source,
      DataOptions options,
      Optional<Normalization> known,
      Augmentations augmentations,
      Configuration hadoop)
      throws IOException {
    InMemory reading = new InMemory(source, options, true, hadoop);
    return reading.dataSet(reading.split(reading.stored()), known, augmentations, Map.of());
  }

  private DataSet dataSet(
      Map<Subset, ExampleTable> tables,
      Optional<Normalization> known,
      Augmentations augmentations,
      Map<String, String> identity) {
    Map<Subset, ExampleSet> sets = new EnumMap<>(Subset.class);
    tables.forEach((subset, table) -> sets.put(subset, set(subset, table)));
    return new DataSet(
        source.names(),
        source.shape(),
        sets,
        known.orElseGet(() -> scaling(tables.get(Subset.TRAIN))),
        augmentations,
        new DataSet.Skipped(badRecords, skipped),
        identity,
        Optional.empty());
  }

  private Normalization scaling(ExampleTable train) {
    Normalization features =
        InputTransforms.normalization(
            options,
            source.shape(),
            source.traits().sparse(),
            new InputTransforms.Statistics(
                () -> InputTransforms.standard(moments(train)),
                () -> InputTransforms.largest(moments(train))));
    if (!source.shape().measured()) {
      return features;
    }
    NumberMoments labels = new NumberMoments();
    for (int row = 0; row < train.count(); row++) {
      labels.add(train.label(row));
    }
    return features.with(labels.scaling());
  }

  private ExampleSet set(Subset subset, ExampleTable table) {
    return new Table(
        source.shape(),
        table,
        options.seed(),
        subset == Subset.TRAIN,
        Optional.ofNullable(positions.get(subset)));
  }

  private Map<Subset, ExampleTable> stored() throws IOException {
    Map<Subset, ExampleTable> tables = new EnumMap<>(Subset.class);
    for (Subset subset : Subset.values()) {
      if (!source.partitions(subset).isEmpty()) {
        tables.put(subset, read(subset));
      }
    }
    return tables;
  }

  private Map<Subset, ExampleTable> split(Map<Subset, ExampleTable> stored) {
    Map<Subset, ExampleTable> tables = new EnumMap<>(stored);
    ExampleTable all = tables.get(Subset.TRAIN);
    if (all == null) {
      return tables;
    }
    Positions.Noted allPositions = positions.get(Subset.TRAIN);
    Split split = Split.of(source, options, all.count(), all::label);
    for (Subset subset : Subset.values()) {
      int[] rows = split.rows(subset);
      if (rows.length > 0 && (rows.length < all.count() || !split.keepsLabels())) {
        tables.put(subset, all.rows(rows, row -> split.label(row, all.label(row))));
        if (placed) {
          positions.put(subset, allPositions.rows(rows));
        }
      }
    }
    return tables;
  }

  private ExampleTable read(Subset subset) throws IOException {
    ExampleTable table = new ExampleTable(source.shape());
    Positions.Noted noted = new Positions.Noted();
    Census.Taker taker =
        new Census.Taker() {
          @Override
          public void take(byte[] features, int label, RecordPosition position) {
            table.add(features, label);
            if (placed) {
              noted.add(position);
            }
          }

          @Override
          public void skip(RecordPosition position, String reason) {
            if (placed) {
              skipped.add(new SkippedRecord(position, reason));
            }
          }
        };
    Census census = Census.read(source.partitions(subset), hadoop, Census.skips(options), taker);
    census.check(subset, options);
    badRecords += census.bad();
    if (placed) {
      positions.put(subset, noted);
    }
    return table;
  }

  /** In the order of the places and cut where shards are, so that prepared data has the same. */
  private ChannelMoments moments(ExampleTable train) {
    int[] order = Placement.order(train.count(), options.seed());
    int perShard = BlockLayout.of(source.shape()).examplesPerShard();
    ChannelMoments all = new ChannelMoments(source.shape());
    for (int from = 0; from < order.length; from += perShard) {
      ChannelMoments ofShard = new ChannelMoments(source.shape());
      Arrays.stream(order, from, Math.min(order.length, from + perShard))
          .forEach(row -> ofShard.add(train.features(row), 0));
      all.plus(ofShard);
    }
    return all;
  }

  record Table(
      ExampleShape shape,
      ExampleTable table,
      long seed,
      boolean shuffled,
      Optional<Positions.Noted> rows)
      implements ExampleSet {
    @Override
    public Optional<Positions> positions() {
      return rows.map(noted -> shuffled ? noted.rows(Placement.order(table.count(), seed)) : noted);
    }

    @Override
    public int count() {
      return table.count();
    }

    @Override
    public long[] perClass() {
      long[] perClass = new long[shape.classes()];
      if (shape.measured()) {
        return perClass;
      }
      for (int row = 0; row < table.count(); row++) {
        perClass[table.label(row)]++;
      }
      return perClass;
    }

    @Override
    public ChunkSource chunks(JavaSparkContext spark, ChunkLayout layout) {
      return shuffled
          ? InMemoryChunks.shuffled(spark, shape, table, layout, seed)
          : InMemoryChunks.inOrder(spark, shape, table, layout);
    }
  }
}
