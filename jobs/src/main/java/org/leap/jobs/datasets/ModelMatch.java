package org.leap.jobs.datasets;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.DataNames;
import org.leap.jobs.formats.DataSignature;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;
import org.leap.jobs.text.Quoted;
import org.leap.spark.data.Chunk;
import org.leap.spark.data.ChunkLayout;
import org.leap.spark.data.ChunkSource;
import org.leap.spark.data.ExampleShape;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the classes and features that a model was trained on in other data, by their names.
 *
 * @param model how messages name it
 */
record ModelMatch(String model, DataSignature signature) {
  private static final Logger LOG = LoggerFactory.getLogger(ModelMatch.class);

  /** The same examples with the model's labels and the model's order of features. */
  Source of(Source source) {
    DataNames names = source.names();
    checkShape(source.shape(), names.features());
    int[] columns = columns(names.features());
    return new MatchedSource(
        source,
        signature.shape(),
        names.labelled() ? names() : names().unlabelled(),
        labels(names.classes()),
        columns);
  }

  /** The same for sets without names of features. */
  DataSet of(DataSet data) {
    checkShape(data.shape(), List.of());
    int[] labels = labels(data.names().classes());
    columns(List.of());
    Map<Subset, ExampleSet> sets = new EnumMap<>(Subset.class);
    int classes = signature.classes().size();
    data.sets().forEach((subset, set) -> sets.put(subset, new RelabelledSet(set, labels, classes)));
    return new DataSet(
        names(),
        signature.shape(),
        sets,
        signature.normalization(),
        signature.evaluation(),
        data.skipped(),
        Map.of(),
        Optional.empty());
  }

  /**
   * A graph whose classes and features are those of the model's.
   *
   * @param features of a node
   */
  void checkGraph(List<String> classes, int features) {
    if (!classes.equals(signature.classes()) || features != signature.shape().channels()) {
      throw new BadDataException(
          model,
          "the network takes nodes of %d features and tells the classes %s apart, the graph has %d features and the classes %s; use the graph it was trained on, or one like it",
          signature.shape().channels(),
          Quoted.list(signature.classes()),
          features,
          Quoted.list(classes));
    }
  }

  private DataNames names() {
    return new DataNames(signature.classes(), signature.features(), signature.means());
  }

  /** The model's label of each class of the data; the data may lack some. */
  private int[] labels(List<String> classes) {
    Map<String, Integer> known = numbers(signature.classes());
    List<String> unknown = classes.stream().filter(name -> !known.containsKey(name)).toList();
    if (!unknown.isEmpty()) {
      throw new BadDataException(
          model,
          "the model tells the %d classes %s apart, the data have the %d classes %s: it does not know %s; use data of its classes",
          known.size(),
          Quoted.list(signature.classes()),
          classes.size(),
          Quoted.list(classes),
          Quoted.list(unknown));
    }
    return classes.stream().mapToInt(known::get).toArray();
  }

  /** For each feature of the model its place in the data; empty if they are matched by place. */
  private int[] columns(List<String> features) {
    List<String> own = signature.features();
    if (own.isEmpty() && features.isEmpty()) {
      return new int[0];
    }
    if (own.isEmpty() || features.isEmpty()) {
      LOG.warn(
          "{}: {} no names for the {} features: they are matched by their place",
          model,
          own.isEmpty() ? "the model has" : "the data have",
          signature.shape().size());
      return new int[0];
    }
    if (!Set.copyOf(own).equals(Set.copyOf(features))) {
      List<String> missing = new ArrayList<>(own);
      missing.removeAll(features);
      List<String> others = new ArrayList<>(features);
      others.removeAll(own);
      throw new BadDataException(
          model,
          "the model takes the %d features %s, the data have the %d features %s: missing are %s, not known to it %s; name its columns in data.features",
          own.size(),
          Quoted.list(own),
          features.size(),
          Quoted.list(features),
          Quoted.list(missing),
          Quoted.list(others));
    }
    Map<String, Integer> places = numbers(features);
    return own.stream().mapToInt(places::get).toArray();
  }

  private static Map<String, Integer> numbers(List<String> names) {
    Map<String, Integer> numbers = new HashMap<>();
    names.forEach(name -> numbers.put(name, numbers.size()));
    return numbers;
  }

  /** Where both have names of features, those tell more than their number. */
  private void checkShape(ExampleShape shape, List<String> features) {
    ExampleShape own = signature.shape();
    if (shape.measured() != own.measured()) {
      throw new BadDataException(
          model,
          own.measured()
              ? "the model predicts a number, the labels of the data are classes; set data.task to regression"
              : "the model tells classes apart, the labels of the data are numbers; leave out data.task: regression");
    }
    boolean named = !features.isEmpty() && !signature.features().isEmpty();
    if (!named
        && (shape.channels() != own.channels()
            || shape.height() != own.height()
            || shape.width() != own.width()
            || shape.type() != own.type())) {
      throw new BadDataException(
          model,
          "the model takes examples of %s, the data have %s; use data of its form"
              .formatted(inWords(own), inWords(shape)));
    }
  }

  private static String inWords(ExampleShape shape) {
    return String.format(
        Locale.ROOT,
        "%d x %d x %d %s (channels x height x width)",
        shape.channels(),
        shape.height(),
        shape.width(),
        switch (shape.type()) {
          case UINT8 -> "bytes";
          case FLOAT32 -> "numbers";
        });
  }

  /**
   * A set with other numbers for its classes.
   *
   * @param classes how many the model has
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record RelabelledSet(ExampleSet set, int[] labels, int classes) implements ExampleSet {
    @Override
    public int count() {
      return set.count();
    }

    @Override
    public long[] perClass() {
      long[] own = set.perClass();
      long[] perClass = new long[classes];
      for (int c = 0; c < own.length; c++) {
        perClass[labels[c]] += own[c];
      }
      return perClass;
    }

    @Override
    public Optional<Positions> positions() {
      return set.positions();
    }

    @Override
    public ChunkSource chunks(JavaSparkContext spark, ChunkLayout layout) {
      ChunkSource source = set.chunks(spark, layout);
      int[] numbers = labels;
      return new ChunkSource() {
        @Override
        public List<Loader> loaders() {
          return source.loaders().stream().map(loader -> relabelled(loader, numbers)).toList();
        }

        @Override
        public void close() {
          source.close();
        }
      };
    }

    private static ChunkSource.Loader relabelled(ChunkSource.Loader loader, int[] numbers) {
      return () -> {
        Chunk chunk = loader.load();
        return new Chunk(
            chunk.features(), Arrays.stream(chunk.labels()).map(label -> numbers[label]).toArray());
      };
    }
  }

  /**
   * A source with other numbers for its classes and another order of its features.
   *
   * @param labels the new number of each class of the source
   * @param columns the place in the source of each feature, {@code [channels]}; empty to leave them
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record MatchedSource(
      Source source, ExampleShape shape, DataNames names, int[] labels, int[] columns)
      implements Source {
    @Override
    public List<Source.Partition> partitions(Subset subset) {
      return source.partitions(subset).stream()
          .<Source.Partition>map(
              partition ->
                  new Matched(partition, labels, columns, shape.bytes() / shape.channels()))
          .toList();
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Matched(Source.Partition partition, int[] labels, int[] columns, int columnBytes)
        implements Source.Partition {
      private static final long serialVersionUID = 1L;

      @Override
      public void read(Configuration hadoop, Source.Sink sink) throws IOException {
        partition.read(
            hadoop,
            new Source.Sink() {
              @Override
              public void example(byte[] features, int label, RecordPosition position) {
                // Numbers stand for themselves.
                int known = labels.length == 0 ? label : labels[label];
                sink.example(inOrder(features), known, position);
              }

              @Override
              public void bad(BadDataException reason, RecordPosition position) {
                sink.bad(reason, position);
              }
            });
      }

      private byte[] inOrder(byte[] features) {
        if (columns.length == 0) {
          return features;
        }
        byte[] ordered = new byte[features.length];
        for (int i = 0; i < columns.length; i++) {
          System.arraycopy(
              features, columns[i] * columnBytes, ordered, i * columnBytes, columnBytes);
        }
        return ordered;
      }
    }
  }
}
