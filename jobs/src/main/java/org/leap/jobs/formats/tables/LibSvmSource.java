package org.leap.jobs.formats.tables;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.DataNames;
import org.leap.jobs.formats.ExampleSink;
import org.leap.jobs.formats.OpenedSource;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;
import org.leap.jobs.formats.files.DataFile;
import org.leap.jobs.formats.files.DataStream;
import org.leap.jobs.formats.files.FilePartition;
import org.leap.jobs.formats.files.TextLines;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.FeatureType;

/**
 * Files of sparse records in the format of LIBSVM, made dense. Opening them reads the training set
 * once, for its classes and its highest index.
 */
public final class LibSvmSource {
  private static final String EXPECTED = "LIBSVM files";

  private final ClassIndex.Builder classes = new ClassIndex.Builder("the first column");
  private int width;

  private LibSvmSource() {}

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
    return new LibSvmSource().opened(locations, features, hadoop);
  }

  private Source opened(Map<Subset, String> locations, OptionalInt features, Configuration hadoop)
      throws IOException {
    String training = Subset.first(locations);
    int most = features.orElse(LibSvmRow.MOST_FEATURES);
    for (DataFile file : DataFile.at(training, EXPECTED, hadoop)) {
      file.read(hadoop, content -> TextLines.read(content, (line, at) -> scan(line, at, most)));
    }
    ClassIndex index = classes.build(training, locations.containsKey(Subset.TRAIN));
    int values = features.orElse(width);
    if (values == 0) {
      throw new BadDataException(training, "has no features in any record; use another file");
    }
    return new OpenedSource(
        new ExampleShape(values, 1, 1, index.names().size(), FeatureType.FLOAT32),
        DataNames.ofClasses(index.names()),
        FilePartition.of(locations, EXPECTED, new Reading(values, index), hadoop),
        List.of());
  }

  private void scan(String line, RecordPosition at, int most) {
    if (LibSvmRow.isEmpty(line)) {
      return;
    }
    LibSvmRow row;
    try {
      row = LibSvmRow.parse(line, at, most).checked();
    } catch (BadDataException e) {
      classes.bad(e); // Whoever reads the examples decides about it.
      return;
    }
    width = Math.max(width, row.highest());
    classes.add(at.file(), row.label());
  }

  private record Reading(int width, ClassIndex classes) implements FilePartition.Format {
    @Override
    public void read(DataFile file, DataStream content, ExampleSink sink) throws IOException {
      TextLines.read(
          content,
          (line, at) -> {
            if (!LibSvmRow.isEmpty(line)) {
              classes.example(() -> LibSvmRow.parse(line, at, width), at, sink);
            }
          });
    }
  }
}
