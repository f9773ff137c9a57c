package org.leap.jobs.datasets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.config.DataOptions;
import org.leap.jobs.config.DataOptions.OnBadRecord;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.BadRecords;
import org.leap.jobs.formats.ChannelMoments;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.SourcePartition;
import org.leap.jobs.formats.Subset;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.prepared.PreparedManifest;
import org.leap.spark.storage.Folder;

/**
 * Looks at all examples of a data set as a run would use them: held-out examples count where they
 * go. Reads parts side by side on the cores of this process and keeps counts, not examples. What it
 * finds does not depend on how many cores there are.
 *
 * @param sheet examples as a PNG; absent if they are not pictures
 */
public record Inspection(DataFacts facts, Optional<byte[]> sheet) {

  /**
   * Inspects the data that a configuration names; prepared data by its manifest alone.
   *
   * @throws BadDataException if the data cannot be used
   * @throws IOException if the file system cannot be reached
   */
  public static Inspection of(DataConfig config, Configuration hadoop) throws IOException {
    if (config instanceof DataConfig.Prepared prepared) {
      return of(PreparedData.manifest(prepared.path(), Folder.at(prepared.path(), hadoop)));
    }
    if (config instanceof DataConfig.OfGraph graph) {
      return GraphInspection.of(graph, hadoop);
    }
    return new Reading(Sources.open(config, hadoop), config, hadoop).inspect();
  }

  /** What was counted when it was prepared. */
  private static Inspection of(PreparedManifest manifest) {
    Map<String, Long> examples = new LinkedHashMap<>();
    Map<String, List<Long>> perClass = new LinkedHashMap<>();
    long bad = 0;
    for (Subset subset : Subset.values()) {
      String name = PreparedData.name(subset);
      var set = manifest.sets().get(name);
      examples.put(name, set == null ? 0L : set.examples());
      if (set != null) {
        perClass.put(name, set.perClass().stream().map(Integer::longValue).toList());
        bad += set.badRecords();
      }
    }
    DataFacts facts =
        new DataFacts(
            "prepared",
            shape(manifest.shape()),
            manifest.classNames(),
            examples,
            perClass,
            manifest.mean(),
            manifest.deviation(),
            bad,
            null,
            null,
            null,
            List.of(),
            List.of());
    return new Inspection(facts, Optional.empty());
  }

  private static List<Integer> shape(ExampleShape shape) {
    return List.of(shape.channels(), shape.height(), shape.width());
  }

  /**
   * One pass over a source, or two where examples are held out, whose places depend on the count.
   */
  private static final class Reading {
    private final Source source;
    private final DataConfig config;
    private final DataOptions options;
    private final Configuration hadoop;
    private final Map<Subset, Tally> tallies = new EnumMap<>(Subset.class);
    private long badRecords;

    Reading(Source source, DataConfig config, Configuration hadoop) {
      this.source = source;
      this.config = config;
      this.options = config.options();
      this.hadoop = hadoop;
    }

    Inspection inspect() throws IOException {
      if (holdsOut()) {
        List<Part> counted = read(Subset.TRAIN, null, List.of());
        List<Integer> offsets = new ArrayList<>();
        long count = 0;
        for (Part part : counted) {
          offsets.add(Math.toIntExact(count));
          count += part.good;
        }
        add(read(Subset.TRAIN, Split.of(source, options, Math.toIntExact(count)), offsets));
      } else {
        add(read(Subset.TRAIN, null, List.of()));
      }
      add(read(Subset.VALIDATION, null, List.of()));
      add(read(Subset.TEST, null, List.of()));
      Tally train = tallies.get(Subset.TRAIN);
      return new Inspection(facts(train), PictureSheet.png(source.shape(), train.pictures()));
    }

    private boolean holdsOut() {
      boolean test = source.partitions(Subset.TEST).isEmpty();
      boolean validation =
          source.partitions(Subset.VALIDATION).isEmpty() && options.validation() > 0;
      return test || validation;
    }

    private void add(List<Part> parts) {
      for (Part part : parts) {
        part.tallies.forEach(
            (subset, tally) ->
                tallies.computeIfAbsent(subset, s -> new Tally(source.shape())).plus(tally));
        badRecords += part.bad;
      }
    }

    /** The parts of a subset in their order, read on all cores. */
    private List<Part> read(Subset subset, Split split, List<Integer> offsets) throws IOException {
      List<SourcePartition> parts = source.partitions(subset);
      AtomicInteger firstFailed = new AtomicInteger(Integer.MAX_VALUE);
      List<Part> read;
      try {
        read =
            IntStream.range(0, parts.size())
                .parallel()
                .mapToObj(
                    i -> {
                      Part part = new Part(subset, split, split == null ? 0 : offsets.get(i));
                      if (i < firstFailed.get()) {
                        part.read(parts.get(i));
                      }
                      if (part.failure != null) {
                        firstFailed.accumulateAndGet(i, Math::min);
                      }
                      return part;
                    })
                .toList();
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
      long good = 0;
      long bad = 0;
      String first = null;
      for (Part part : read) {
        if (part.failure != null) {
          throw part.failure;
        }
        good += part.good;
        bad += part.bad;
        first = first == null ? part.firstBad : first;
      }
      if (!parts.isEmpty()) {
        Sinks.check(subset, good, bad, first, options);
      }
      return read;
    }

    private DataFacts facts(Tally train) {
      Map<String, Long> examples = new LinkedHashMap<>();
      Map<String, List<Long>> perClass = new LinkedHashMap<>();
      for (Subset subset : Subset.values()) {
        Tally tally = tallies.get(subset);
        examples.put(PreparedData.name(subset), tally == null ? 0 : tally.examples());
        if (tally != null) {
          perClass.put(PreparedData.name(subset), tally.perClass());
        }
      }
      ChannelMoments statistics = train.statistics();
      return new DataFacts(
          config.format(),
          shape(source.shape()),
          source.classNames(),
          examples,
          perClass,
          IntStream.range(0, statistics.channels()).mapToObj(statistics::mean).toList(),
          IntStream.range(0, statistics.channels())
              .mapToObj(statistics::standardDeviation)
              .toList(),
          badRecords,
          null,
          null,
          null,
          source.names().features(),
          source.remarks());
    }

    /** What one part of the source holds. */
    private final class Part {
      private final Map<Subset, Tally> tallies = new EnumMap<>(Subset.class);
      private final Subset subset;
      private final Split split;
      private final int offset;
      private int good;
      private int bad;
      private String firstBad;
      private BadDataException failure;

      /**
       * @param split of the whole subset, or null if it stays one
       * @param offset of the part's first example in the subset
       */
      Part(Subset subset, Split split, int offset) {
        this.subset = subset;
        this.split = split;
        this.offset = offset;
      }

      void read(SourcePartition part) {
        BadRecords records = new BadRecords(options.onBadRecord() == OnBadRecord.SKIP);
        try {
          part.read(hadoop, Sinks.into(this::take, records));
          bad = records.count();
          firstBad = records.first();
        } catch (BadDataException e) {
          failure = e;
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }

      private void take(byte[] features, int label, RecordPosition place) {
        Subset role = split == null ? subset : split.role(offset + good);
        good++;
        tallies.computeIfAbsent(role, r -> new Tally(source.shape())).add(features, label);
      }
    }
  }
}
