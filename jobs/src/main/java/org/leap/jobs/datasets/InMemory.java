package org.leap.jobs.datasets;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.leap.jobs.config.DataOptions;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.BadRecords;
import org.leap.jobs.formats.ChannelMoments;
import org.leap.jobs.formats.ExampleSink;
import org.leap.jobs.formats.ExampleTable;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.SourcePartition;
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

  private final Map<Subset, RowPlaces> places = new EnumMap<>(Subset.class);
  private final List<SkippedRecord> skipped = new ArrayList<>();
  private long badRecords;

  private InMemory(Source source, DataOptions options, boolean placed, Configuration hadoop) {
    this.source = source;
    this.options = options;
    this.placed = placed;
    this.hadoop = hadoop;
  }

  /**
   * The examples of every subset that a run would use, in the order of the source.
   *
   * @throws BadDataException if the data cannot be used
   * @throws IOException if the file system cannot be reached
   */
  public static Map<Subset, ExampleTable> tables(
      Source source, DataOptions options, Configuration hadoop) throws IOException {
    InMemory reading = new InMemory(source, options, false, hadoop);
    return reading.split(reading.stored());
  }

  static DataSet read(Source source, DataOptions options, Configuration hadoop) throws IOException {
    InMemory reading = new InMemory(source, options, false, hadoop);
    Map<Subset, ExampleTable> stored = reading.stored();
    Map<String, String> identity = DataIdentity.of(source.shape(), source.classNames(), stored);
    Map<Subset, ExampleTable> tables = reading.split(stored);
    ExampleTable train = tables.get(Subset.TRAIN);
    return new DataSet(
        source.names(),
        source.shape(),
        reading.set(Subset.TRAIN, train),
        Optional.ofNullable(tables.get(Subset.VALIDATION))
            .map(table -> reading.set(Subset.VALIDATION, table)),
        reading.set(Subset.TEST, tables.get(Subset.TEST)),
        reading.normalization(train),
        ConfiguredAugmentations.of(options),
        reading.badRecords,
        identity);
  }

  /**
   * The sets that the source has, for a network that was trained elsewhere.
   *
   * @param known scaling of the features; absent to find it in the training set, which must then be
   *     there
   */
  static ScoringData toScore(
      Source source,
      DataOptions options,
      Optional<Normalization> known,
      Augmentations augmentations,
      Configuration hadoop)
      throws IOException {
    InMemory reading = new InMemory(source, options, true, hadoop);
    Map<Subset, ExampleTable> tables = reading.split(reading.stored());
    Map<Subset, ExampleSet> sets = new EnumMap<>(Subset.class);
    tables.forEach((subset, table) -> sets.put(subset, reading.set(subset, table)));
    return new ScoringData(
        source.classNames(),
        source.shape(),
        sets,
        known.orElseGet(() -> reading.normalization(tables.get(Subset.TRAIN))),
        augmentations,
        reading.skipped);
  }

  private Normalization normalization(ExampleTable train) {
    return Normalizations.of(
        options.normalization(),
        source.shape(),
        () -> statistics(source.shape(), train, options.seed()));
  }

  private ExampleSet set(Subset subset, ExampleTable table) {
    return new Table(
        source.shape(),
        table,
        options.seed(),
        subset == Subset.TRAIN,
        Optional.ofNullable(places.get(subset)));
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
    RowPlaces allPlaces = places.get(Subset.TRAIN);
    Split split = Split.of(source, options, all.count());
    for (Subset subset : Subset.values()) {
      int[] rows = split.rows(subset);
      if (rows.length > 0 && rows.length < all.count()) {
        tables.put(subset, all.rows(rows));
        if (placed) {
          places.put(subset, allPlaces.rows(rows));
        }
      }
    }
    return tables;
  }

  private ExampleTable read(Subset subset) throws IOException {
    ExampleTable table = new ExampleTable(source.shape());
    BadRecords bad = new BadRecords(options.onBadRecord() == DataOptions.OnBadRecord.SKIP);
    RowPlaces rows = new RowPlaces();
    ExampleSink sink =
        new ExampleSink() {
          @Override
          public void example(byte[] features, int label, RecordPosition place) {
            table.add(features, label);
            if (placed) {
              rows.add(place);
            }
          }

          @Override
          public void bad(BadDataException reason, RecordPosition place) {
            bad.add(reason);
            if (placed) {
              skipped.add(new SkippedRecord(place, reason.getMessage()));
            }
          }
        };
    for (SourcePartition part : source.partitions(subset)) {
      part.read(hadoop, sink);
    }
    Sinks.check(subset, table.count(), bad.count(), bad.first(), options);
    badRecords += bad.count();
    if (placed) {
      places.put(subset, rows);
    }
    return table;
  }

  /** In the order of the places and cut where shards are, so that prepared data has the same. */
  private static ChannelMoments statistics(ExampleShape shape, ExampleTable train, long seed) {
    int[] order = Placement.order(train.count(), seed);
    int shard = BlockLayout.of(shape).examplesPerShard();
    ChannelMoments total = new ChannelMoments(shape);
    for (int from = 0; from < order.length; from += shard) {
      ChannelMoments part = new ChannelMoments(shape);
      Arrays.stream(order, from, Math.min(order.length, from + shard))
          .forEach(row -> part.add(train.features(row), 0));
      total.plus(part);
    }
    return total;
  }

  private record Table(
      ExampleShape shape, ExampleTable table, long seed, boolean shuffled, Optional<RowPlaces> rows)
      implements ExampleSet {
    @Override
    public Optional<Places> places() {
      return rows.map(
          places -> shuffled ? places.rows(Placement.order(table.count(), seed)) : places);
    }

    @Override
    public int count() {
      return table.count();
    }

    @Override
    public ChunkSource chunks(JavaSparkContext spark, ChunkLayout layout) {
      return shuffled
          ? InMemoryChunks.shuffled(spark, shape, table, layout, seed)
          : InMemoryChunks.inOrder(spark, shape, table, layout);
    }
  }
}
