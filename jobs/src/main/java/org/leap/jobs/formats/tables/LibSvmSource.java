package org.leap.jobs.formats.tables;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.DataNames;
import org.leap.jobs.formats.ExampleSink;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.SourcePartition;
import org.leap.jobs.formats.Subset;
import org.leap.jobs.formats.files.DataFile;
import org.leap.jobs.formats.files.DataStream;
import org.leap.jobs.formats.files.TextLines;
import org.leap.jobs.text.Quoted;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.FeatureType;

/**
 * Files of sparse records in the format of LIBSVM, made dense. Opening them reads the training set
 * once, for its classes and its highest index.
 */
public final class LibSvmSource {
  /** Dense examples of more would fill memory with zeros. */
  public static final int MOST_FEATURES = 1_000_000;

  private static final String EXPECTED = "LIBSVM files";

  private final Configuration hadoop;
  private final ClassIndex.Builder classes = new ClassIndex.Builder("the first column");
  private int width;

  private LibSvmSource(Configuration hadoop) {
    this.hadoop = hadoop;
  }

  /**
   * Opens LIBSVM files: reads the classes from the training set.
   *
   * @param locations file, folder or archive of each subset; without a training set the first of
   *     the others tells the classes
   * @param features number of features, the highest index of the training set when absent
   * @throws BadDataException if the labels are not classes
   */
  public static Source open(
      Map<Subset, String> locations, OptionalInt features, Configuration hadoop)
      throws IOException {
    return new LibSvmSource(hadoop).open(locations, features);
  }

  private Source open(Map<Subset, String> locations, OptionalInt features) throws IOException {
    String training = Subset.first(locations);
    for (DataFile file : DataFile.at(training, EXPECTED, hadoop)) {
      file.read(
          hadoop,
          content -> {
            scan(content, features.orElse(MOST_FEATURES));
            return null;
          });
    }
    ClassIndex index = classes.build(training, locations.containsKey(Subset.TRAIN));
    int values = features.orElse(width);
    if (values == 0) {
      throw new BadDataException(training, "has no features in any record; use another file");
    }
    Map<Subset, List<SourcePartition>> partitions = new EnumMap<>(Subset.class);
    for (var location : locations.entrySet()) {
      List<SourcePartition> files = new ArrayList<>();
      for (DataFile file : DataFile.at(location.getValue(), EXPECTED, hadoop)) {
        files.add(new Partition(file, values, index));
      }
      partitions.put(location.getKey(), files);
    }
    return new TableSource(
        new ExampleShape(values, 1, 1, index.names().size(), FeatureType.FLOAT32),
        DataNames.ofClasses(index.names()),
        partitions,
        List.of());
  }

  private void scan(DataStream content, int most) throws IOException {
    TextLines lines = new TextLines(content);
    for (String line = lines.next(); line != null; line = lines.next()) {
      Optional<LibSvmRecord> record;
      try {
        record = LibSvmRecord.parse(content.name(), lines.line(), line);
        record.ifPresent(found -> checkWidth(found, most, content.name(), lines.line()));
      } catch (BadDataException e) {
        classes.bad(e); // Whoever reads the examples decides about it.
        continue;
      }
      if (record.isPresent()) {
        width = Math.max(width, record.get().width());
        classes.add(content.name(), record.get().label());
      }
    }
  }

  private static void checkWidth(LibSvmRecord record, int width, String file, long line) {
    if (record.width() > width) {
      throw new BadDataException(
          file,
          "line %s: index %s is out of range, expected 1 to %s; set data.features to the number of features"
              .formatted(line, record.width(), width));
    }
  }

  /** One file. */
  private record Partition(DataFile file, int width, ClassIndex classes)
      implements SourcePartition {
    private static final long serialVersionUID = 1L;

    @Override
    public void read(Configuration hadoop, ExampleSink sink) throws IOException {
      file.read(
          hadoop,
          content -> {
            read(new TextLines(content), sink);
            return null;
          });
    }

    private void read(TextLines lines, ExampleSink sink) throws IOException {
      for (String line = lines.next(); line != null; line = lines.next()) {
        byte[] features;
        int label;
        try {
          Optional<LibSvmRecord> record = LibSvmRecord.parse(file.name(), lines.line(), line);
          if (record.isEmpty()) {
            continue;
          }
          label = label(record.get(), lines.line());
          features = features(record.get(), lines.line());
        } catch (BadDataException e) {
          sink.bad(e, new RecordPosition(file.name(), lines.line()));
          continue;
        }
        sink.example(features, label, new RecordPosition(file.name(), lines.line()));
      }
    }

    private int label(LibSvmRecord record, long line) {
      return classes
          .find(record.label())
          .orElseThrow(
              () ->
                  new BadDataException(
                      file.name(),
                      "line %s: label %s is not among %s; correct it"
                          .formatted(line, Quoted.bare(record.label()), classes.inWords())));
    }

    private byte[] features(LibSvmRecord record, long line) {
      checkWidth(record, width, file.name(), line);
      FloatBytes bytes = new FloatBytes(width);
      record.features().forEach(feature -> bytes.set(feature.index() - 1, feature.value()));
      return bytes.bytes();
    }
  }
}
