package org.leap.jobs.formats.tables;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.DataNames;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;
import org.leap.jobs.formats.files.DataFile;
import org.leap.jobs.formats.files.DataStream;
import org.leap.jobs.text.Quoted;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.FeatureType;

/**
 * CSV files with a label column. Opening them reads the training set once, for its classes. Files
 * that are scored may lack the labels.
 */
public final class CsvSource {
  private static final String EXPECTED = "CSV files";

  private final Dialect dialect;
  private final Known known;
  private final Configuration hadoop;
  private ClassIndex.Builder classes;
  private List<String> features;
  private List<String> remarks = List.of();
  private double[] sums;
  private long[] counts;
  private long[] missing;

  /**
   * What a model knows that was trained on other files.
   *
   * @param classes their names
   * @param means of the columns, where those stand for missing values
   */
  public record Known(List<String> classes, Map<String, Float> means) {
    /** Of no model. */
    public static final Known NOTHING = new Known(List.of(), Map.of());
  }

  private CsvSource(Dialect dialect, Known known, Configuration hadoop) {
    this.dialect = dialect;
    this.known = known;
    this.hadoop = hadoop;
  }

  /**
   * Opens CSV files: reads their columns, and the names of the classes from the training set.
   *
   * @param locations file, folder or archive of each subset; without a training set the first of
   *     the others tells the classes
   * @param known of a training set that is not here
   * @throws BadDataException if a column is missing or the labels are not classes
   */
  public static Source open(
      Map<Subset, String> locations, Dialect dialect, Known known, Configuration hadoop)
      throws IOException {
    return new CsvSource(dialect, known, hadoop).open(locations);
  }

  private Source open(Map<Subset, String> locations) throws IOException {
    String training = Subset.first(locations);
    classes =
        ClassIndex.Builder.of(
            dialect.isLabelled() ? "column " + Quoted.of(dialect.label()) : "nothing",
            dialect.numbers());
    for (DataFile file : DataFile.at(training, EXPECTED, hadoop)) {
      file.read(hadoop, content -> scan(file, new CsvRows(file, content, dialect)));
    }
    ClassIndex index =
        dialect.isLabelled()
            ? classes.build(training, locations.containsKey(Subset.TRAIN))
            : ClassIndex.unlabelled(known.classes());
    List<Float> fill = fill();
    return new Source.Opened(
        new ExampleShape(features.size(), 1, 1, index.names().size(), FeatureType.FLOAT32),
        new DataNames(
            index.names(),
            features,
            dialect.missing() == Dialect.Missing.MEAN ? fill : List.of(),
            dialect.isLabelled()),
        DataFile.Partition.of(
            locations, EXPECTED, new Reading(dialect, features, fill, index), hadoop),
        remarks,
        new Source.Traits(false, Arrays.stream(missing).boxed().toList()));
  }

  /**
   * What turns rows into examples; {@code fill} stands for missing values, empty if nothing does.
   */
  private record Reading(
      Dialect dialect, List<String> features, List<Float> fill, ClassIndex classes)
      implements DataFile.Partition.Format {
    @Override
    public void read(DataFile file, DataStream content, Source.Sink sink) throws IOException {
      CsvRows rows = new CsvRows(file, content, dialect);
      if (rows.isEmpty()) {
        return;
      }
      CsvRows.Cells cells = new CsvRows.Cells(file, rows.header(), dialect, features);
      for (String[] row = rows.next(); row != null; row = rows.next()) {
        String[] found = row;
        RecordPosition at = rows.position();
        classes.example(() -> cells.row(found, at, fill), at, sink);
      }
    }
  }

  private void scan(DataFile file, CsvRows rows) throws IOException {
    if (rows.isEmpty()) {
      return;
    }
    if (features == null) {
      List<String> columns = FolderColumns.of(file).after(rows.header());
      features = NamedColumns.features(file.name(), columns, dialect.label(), dialect.features());
      remarks = NamedColumns.remarks(file.name(), features, dialect.features());
      sums = new double[features.size()];
      counts = new long[features.size()];
      missing = new long[features.size()];
    }
    if (!dialect.isLabelled()) {
      return;
    }
    CsvRows.Cells cells = new CsvRows.Cells(file, rows.header(), dialect, features);
    for (String[] found = rows.next(); found != null; found = rows.next()) {
      String label;
      float[] values;
      try {
        CsvRows.Cells.Row row = cells.row(found, rows.position(), List.of());
        row.countMissing(missing);
        label = row.label();
        values = row.values();
      } catch (BadDataException e) {
        classes.bad(e); // Whoever reads the examples decides about it.
        continue;
      }
      classes.add(file.name(), label);
      sum(values);
    }
  }

  private void sum(float[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isNaN(values[i])) {
        sums[i] += values[i];
        counts[i]++;
      }
    }
  }

  private List<Float> fill() {
    if (!known.means().isEmpty()) {
      return features.stream().map(feature -> known.means().getOrDefault(feature, 0f)).toList();
    }
    List<Float> fill = new ArrayList<>();
    if (dialect.missing() != Dialect.Missing.FAIL) {
      boolean mean = dialect.missing() == Dialect.Missing.MEAN;
      for (int i = 0; i < sums.length; i++) {
        fill.add(mean && counts[i] > 0 ? (float) (sums[i] / counts[i]) : 0);
      }
    }
    return fill;
  }

  /**
   * How CSV files are written and what is read from them.
   *
   * @param header whether the first line names the columns; else they are called 1, 2, 3 ...
   * @param label column of the label; null for none
   * @param features columns of the features, all others when empty
   * @param numbers whether labels are numbers to predict
   */
  public record Dialect(
      boolean header,
      char delimiter,
      String label,
      List<String> features,
      Missing missing,
      boolean numbers)
      implements Serializable {
    /** Of labels that are classes. */
    public Dialect(
        boolean header, char delimiter, String label, List<String> features, Missing missing) {
      this(header, delimiter, label, features, missing, false);
    }

    /** Whether the rows have labels. */
    boolean isLabelled() {
      return label != null;
    }

    /** What stands for an empty cell, {@code NA} or {@code ?} among the features. */
    public enum Missing {
      /** Nothing: the record is bad. */
      FAIL,
      /** Zero. */
      ZERO,
      /** The mean of the column over the training files, before any rows of them are held back. */
      MEAN
    }
  }
}
