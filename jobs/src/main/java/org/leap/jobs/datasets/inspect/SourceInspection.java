package org.leap.jobs.datasets.inspect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.config.DataOptions;
import org.leap.jobs.datasets.Census;
import org.leap.jobs.datasets.InputTransforms;
import org.leap.jobs.datasets.NumberMoments;
import org.leap.jobs.datasets.Split;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.ChannelMoments;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.Normalization;

/**
 * Looks at all examples of a source as a run would use them: held-out examples count where they go.
 * One pass, or two where examples are held out, which ones depending on the count. Reads partitions
 * side by side on the cores of this process and keeps counts, not examples. What it finds does not
 * depend on how many cores there are.
 */
final class SourceInspection {
  private final Source source;
  private final DataConfig config;
  private final DataOptions options;
  private final Configuration hadoop;
  private final Map<Subset, Tally> tallies = new EnumMap<>(Subset.class);
  private long badRecords;
  private Optional<BadDataException> problem = Optional.empty();

  SourceInspection(Source source, DataConfig config, Configuration hadoop) {
    this.source = source;
    this.config = config;
    this.options = config.options();
    this.hadoop = hadoop;
  }

  Inspection inspect() throws IOException {
    if (holdsOut()) {
      List<Integer> offsets = new ArrayList<>();
      IntStream.Builder all = IntStream.builder();
      long count = 0;
      for (Reading counted : read(Subset.TRAIN, null, List.of())) {
        offsets.add(Math.toIntExact(count));
        count += counted.census.examples();
        counted.labels.build().forEach(all);
      }
      int[] labels = all.build().toArray();
      Split split = Split.of(source, options, Math.toIntExact(count), row -> labels[row]);
      add(read(Subset.TRAIN, split, offsets));
    } else {
      add(read(Subset.TRAIN, null, List.of()));
    }
    add(read(Subset.VALIDATION, null, List.of()));
    add(read(Subset.TEST, null, List.of()));
    Tally train = tallies.get(Subset.TRAIN);
    return new Inspection(
        facts(train), PictureSheet.png(source.shape(), train.pictures()), problem);
  }

  private boolean holdsOut() {
    boolean test = source.partitions(Subset.TEST).isEmpty();
    boolean validation = source.partitions(Subset.VALIDATION).isEmpty() && options.validation() > 0;
    return test || validation || options.limit().isPresent() || options.labelNoise() > 0;
  }

  private void add(List<Reading> readings) {
    for (Reading reading : readings) {
      reading.tallies.forEach(
          (subset, tally) ->
              tallies.computeIfAbsent(subset, s -> new Tally(source.shape())).plus(tally));
      badRecords += reading.census.bad();
    }
  }

  /** The partitions of a subset in their order, read on all cores. */
  private List<Reading> read(Subset subset, Split split, List<Integer> offsets) throws IOException {
    List<Source.Partition> partitions = source.partitions(subset);
    AtomicInteger firstFailed = new AtomicInteger(Integer.MAX_VALUE);
    List<Reading> readings;
    try {
      readings =
          IntStream.range(0, partitions.size())
              .parallel()
              .mapToObj(
                  i -> {
                    Reading reading =
                        new Reading(subset, split, split == null ? 0 : offsets.get(i));
                    if (i < firstFailed.get()) {
                      reading.read(partitions.get(i));
                    }
                    if (reading.failure != null) {
                      firstFailed.accumulateAndGet(i, Math::min);
                    }
                    return reading;
                  })
              .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (Reading reading : readings) {
      if (reading.failure != null) {
        throw reading.failure;
      }
    }
    if (!partitions.isEmpty()) {
      note(subset, Census.sum(readings.stream().map(reading -> reading.census).toList()));
    }
    return readings;
  }

  /** What would end a training is told when everything was looked at. */
  private void note(Subset subset, Census census) {
    if (census.examples() == 0) {
      census.check(subset, options);
    }
    if (problem.isEmpty() && !Census.skips(options)) {
      problem = census.firstBad();
    }
    try {
      census.check(subset, options);
    } catch (BadDataException e) {
      problem = problem.or(() -> Optional.of(e));
    }
  }

  private Inspection.Facts facts(Tally train) {
    Map<Subset, List<Long>> perClass = new EnumMap<>(Subset.class);
    tallies.forEach((subset, tally) -> perClass.put(subset, tally.perClass()));
    Normalization standard = InputTransforms.standard(train.moments());
    FeatureTable features = FeatureTable.of(source, train.moments());
    return new Inspection.Facts(
        config.format(),
        Inspection.shape(source.shape()),
        source.classNames(),
        Inspection.Facts.examples(perClass),
        Inspection.Facts.byName(perClass),
        standard.mean(),
        standard.deviation(),
        badRecords,
        null,
        source.names().features(),
        features.minimum(),
        features.maximum(),
        features.missing(),
        train.numbers(),
        Stream.concat(source.remarks().stream(), features.remarks(options, source).stream())
            .toList());
  }

  /** What one partition of the source holds. */
  private final class Reading {
    private final Map<Subset, Tally> tallies = new EnumMap<>(Subset.class);
    private final Subset subset;
    private final Split split;
    private final IntStream.Builder labels = IntStream.builder();
    private int next;
    private Census census = Census.of(0);
    private BadDataException failure;

    /**
     * @param split of the whole subset, or null if it stays one
     * @param first number of the partition's first example in the subset
     */
    Reading(Subset subset, Split split, int first) {
      this.subset = subset;
      this.split = split;
      this.next = first;
    }

    void read(Source.Partition partition) {
      try {
        census = Census.read(List.of(partition), hadoop, true, this::take);
      } catch (BadDataException e) {
        failure = e;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void take(byte[] features, int label, RecordPosition position) {
      if (split != null) {
        int row = next++;
        split.role(row).ifPresent(role -> add(role, features, split.label(row, label)));
      } else {
        add(subset, features, label);
        if (Split.needsLabels(options)) {
          labels.add(label);
        }
      }
    }

    private void add(Subset role, byte[] features, int label) {
      tallies.computeIfAbsent(role, r -> new Tally(source.shape())).add(features, label);
    }
  }

  /** Counts, moments and a few pictures of one set, gathered example by example. */
  private static final class Tally {
    private final long[] perClass;
    private final ChannelMoments moments;
    private final List<List<byte[]>> pictures = new ArrayList<>();

    /** Of labels that are numbers; they count as if they were of one class. */
    private final NumberMoments numbers;

    Tally(ExampleShape shape) {
      perClass = new long[shape.outputs()];
      numbers = shape.measured() ? new NumberMoments() : null;
      moments = new ChannelMoments(shape);
      for (int label = 0; label < Math.min(shape.classes(), PictureSheet.MOST_CLASSES); label++) {
        pictures.add(new ArrayList<>());
      }
    }

    void add(byte[] features, int label) {
      moments.add(features, 0);
      if (numbers == null) {
        perClass[label]++;
        keep(features, label);
      } else {
        perClass[0]++;
        numbers.add(label);
      }
    }

    private void keep(byte[] features, int label) {
      if (label < pictures.size() && pictures.get(label).size() < PictureSheet.PER_CLASS) {
        pictures.get(label).add(features);
      }
    }

    /** Adds what comes next in the order of the source. */
    void plus(Tally next) {
      for (int label = 0; label < perClass.length; label++) {
        perClass[label] += next.perClass[label];
      }
      moments.plus(next.moments);
      if (numbers != null) {
        numbers.plus(next.numbers);
      }
      for (int label = 0; label < pictures.size(); label++) {
        for (byte[] picture : next.pictures.get(label)) {
          keep(picture, label);
        }
      }
    }

    List<Long> perClass() {
      return LongStream.of(perClass).boxed().toList();
    }

    ChannelMoments moments() {
      return moments;
    }

    Inspection.Facts.Numbers numbers() {
      if (numbers == null) {
        return null;
      }
      ChannelMoments labels = numbers.moments();
      return new Inspection.Facts.Numbers(
          labels.smallest(0), labels.largest(0), labels.mean(0), labels.standardDeviation(0));
    }

    /** The first examples of the first classes. */
    List<List<byte[]>> pictures() {
      return pictures;
    }
  }
}
