package org.leap.jobs.dataset;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.leap.jobs.config.DataOptions;
import org.leap.jobs.data.BadDataException;
import org.leap.jobs.data.BadRecords;
import org.leap.jobs.data.ChannelStatistics;
import org.leap.jobs.data.ExampleSink;
import org.leap.jobs.data.ExampleTable;
import org.leap.jobs.data.Source;
import org.leap.jobs.data.SourcePart;
import org.leap.jobs.data.Subset;
import org.leap.spark.data.ChunkLayout;
import org.leap.spark.data.ChunkSource;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.InMemoryChunks;
import org.leap.spark.data.Placement;
import org.leap.spark.prepared.BlockLayout;

/** Reads a whole source into the driver's memory. */
public final class InMemory {
  private final Source source;
  private final DataOptions options;
  private final Configuration hadoop;
  private long badRecords;

  private InMemory(Source source, DataOptions options, Configuration hadoop) {
    this.source = source;
    this.options = options;
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
    InMemory reading = new InMemory(source, options, hadoop);
    return reading.split(reading.stored());
  }

  static DataSet read(Source source, DataOptions options, Configuration hadoop) throws IOException {
    InMemory reading = new InMemory(source, options, hadoop);
    Map<Subset, ExampleTable> stored = reading.stored();
    Map<String, String> identity = DataIdentity.of(source.shape(), source.classNames(), stored);
    Map<Subset, ExampleTable> tables = reading.split(stored);
    ExampleTable train = tables.get(Subset.TRAIN);
    return new DataSet(
        source.names(),
        source.shape(),
        new Table(source.shape(), train, options.seed(), true),
        Optional.ofNullable(tables.get(Subset.VALIDATION)).map(reading::inOrder),
        reading.inOrder(tables.get(Subset.TEST)),
        Normalizations.of(
            options.normalization(),
            source.shape(),
            () -> statistics(source.shape(), train, options.seed())),
        ConfiguredAugmentations.of(options),
        reading.badRecords,
        identity);
  }

  private ExampleSet inOrder(ExampleTable table) {
    return new Table(source.shape(), table, options.seed(), false);
  }

  private Map<Subset, ExampleTable> stored() throws IOException {
    Map<Subset, ExampleTable> tables = new EnumMap<>(Subset.class);
    for (Subset subset : Subset.values()) {
      if (!source.parts(subset).isEmpty()) {
        tables.put(subset, read(subset));
      }
    }
    return tables;
  }

  private Map<Subset, ExampleTable> split(Map<Subset, ExampleTable> stored) {
    Map<Subset, ExampleTable> tables = new EnumMap<>(stored);
    ExampleTable all = tables.get(Subset.TRAIN);
    Split split = Split.of(source, options, all.count());
    for (Subset subset : Subset.values()) {
      int[] rows = split.rows(subset);
      if (rows.length > 0 && rows.length < all.count()) {
        tables.put(subset, all.rows(rows));
      }
    }
    return tables;
  }

  private ExampleTable read(Subset subset) throws IOException {
    ExampleTable table = new ExampleTable(source.shape());
    BadRecords bad = new BadRecords(options.onBadRecord() == DataOptions.OnBadRecord.SKIP);
    ExampleSink sink = Sinks.into(table::add, bad);
    for (SourcePart part : source.parts(subset)) {
      part.read(hadoop, sink);
    }
    Sinks.check(subset, table.count(), bad.count(), bad.first(), options);
    badRecords += bad.count();
    return table;
  }

  /** In the order of the places and cut where shards are, so that prepared data has the same. */
  private static ChannelStatistics statistics(ExampleShape shape, ExampleTable train, long seed) {
    int[] order = Placement.order(train.count(), seed);
    int shard = BlockLayout.of(shape).examplesPerShard();
    ChannelStatistics total = new ChannelStatistics(shape);
    for (int from = 0; from < order.length; from += shard) {
      ChannelStatistics part = new ChannelStatistics(shape);
      Arrays.stream(order, from, Math.min(order.length, from + shard))
          .forEach(row -> part.add(train.features(row), 0));
      total.plus(part);
    }
    return total;
  }

  private record Table(ExampleShape shape, ExampleTable table, long seed, boolean shuffled)
      implements ExampleSet {
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
