package org.leap.jobs.formats.tables;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.DataNames;
import org.leap.jobs.formats.Labels;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;
import org.leap.jobs.formats.files.DataFile;
import org.leap.jobs.formats.files.FileTree;
import org.leap.jobs.formats.tables.ParquetTable.RowGroup;
import org.leap.jobs.text.Quoted;

/**
 * Parquet files as Spark and Hugging Face write them: a label column, and features in a vector,
 * array or image column or in columns of numbers. Opening them reads the labels of the training
 * set. A partition is one row group.
 */
public final class ParquetSource {
  private static final String EXPECTED = "Parquet files";

  private final Columns columns;
  private final List<String> known;
  private final Configuration hadoop;
  private RowFormat format;
  private List<String> remarks = List.of();

  private ParquetSource(Columns columns, List<String> known, Configuration hadoop) {
    this.columns = columns;
    this.known = known;
    this.hadoop = hadoop;
  }

  /**
   * What to read.
   *
   * @param label column of the label, numbers or text; null in data to score that have none
   * @param features columns of the features, all others when empty
   * @param size side of the square that encoded images are scaled and cropped to
   * @param channels 1 or 3, of encoded images
   * @param numbers whether labels are numbers to predict
   */
  public record Columns(
      String label,
      List<String> features,
      OptionalInt size,
      OptionalInt channels,
      boolean numbers) {
    /** Of labels that are classes. */
    public Columns(String label, List<String> features, OptionalInt size, OptionalInt channels) {
      this(label, features, size, channels, false);
    }

    private boolean isLabelled() {
      return label != null;
    }

    RowFeatures.ImageSize images() {
      return new RowFeatures.ImageSize(size, channels);
    }
  }

  /**
   * Opens Parquet files: reads their columns, and the names of the classes from the training set.
   *
   * @param locations file or folder of each subset; without a training set the first of the others
   *     tells the classes
   * @param known the classes where there are no labels
   * @throws BadDataException if a column is missing or of the wrong type
   */
  public static Source open(
      Map<Subset, String> locations, Columns columns, List<String> known, Configuration hadoop)
      throws IOException {
    return new ParquetSource(columns, known, hadoop).open(locations);
  }

  private Source open(Map<Subset, String> locations) throws IOException {
    Map<Subset, Map<DataFile, ParquetTable>> tables = new EnumMap<>(Subset.class);
    for (var location : locations.entrySet()) {
      tables.put(location.getKey(), tables(location.getValue()));
    }
    ClassIndex classes =
        classes(
            Subset.first(locations),
            List.copyOf(Subset.first(tables).values()),
            locations.containsKey(Subset.TRAIN));
    Map<Subset, List<Source.Partition>> partitions = new EnumMap<>(Subset.class);
    for (var entry : tables.entrySet()) {
      List<Source.Partition> groups = new ArrayList<>();
      for (var file : entry.getValue().entrySet()) {
        check(file.getValue());
        for (RowGroup group : file.getValue().rowGroups()) {
          groups.add(new Partition(file.getKey(), group, format, classes));
        }
      }
      partitions.put(entry.getKey(), groups);
    }
    return new Source.Opened(
        format.shape(classes.names().size()),
        new DataNames(classes.names(), format.features().names(), List.of(), columns.isLabelled()),
        partitions,
        remarks,
        new Source.Traits(format.features().sparse(), List.of()));
  }

  /** Files of one table may differ in the order of their columns, not in the columns. */
  private void check(ParquetTable table) {
    String label = columns.label();
    NamedColumns.features(table.file(), table.columns(), label, format.features().columns());
    List<String> names = classNames(table);
    if (!format.classNames().isEmpty() && !names.isEmpty() && !names.equals(format.classNames())) {
      throw new BadDataException(
          table.file(),
          "names the classes of column %s %s, the training set %s; write all files with the same classes"
              .formatted(Quoted.of(label), Quoted.list(names), Quoted.list(format.classNames())));
    }
  }

  private Map<DataFile, ParquetTable> tables(String location) throws IOException {
    if (FileTree.isArchive(location)) {
      throw new BadDataException(location, "is an archive, expected Parquet files; unpack it");
    }
    Map<DataFile, ParquetTable> tables = new LinkedHashMap<>();
    for (DataFile file : DataFile.at(location, EXPECTED, hadoop)) {
      tables.put(file, ParquetTable.open(file, hadoop));
    }
    return tables;
  }

  private ClassIndex classes(String location, List<ParquetTable> tables, boolean training)
      throws IOException {
    format = format(tables);
    if (!columns.isLabelled()) {
      return ClassIndex.unlabelled(known);
    }
    if (columns.numbers()) {
      return ClassIndex.ofNumbers();
    }
    String place = "column " + Quoted.of(columns.label());
    ClassIndex.Builder builder = new ClassIndex.Builder(place, format.classNames());
    for (ParquetTable table : tables) {
      for (RowGroup group : table.rowGroups()) {
        scan(table, group, builder);
      }
    }
    return builder.build(location, training);
  }

  private RowFormat format(List<ParquetTable> tables) throws IOException {
    for (ParquetTable table : tables) {
      features(table);
      if (columns.isLabelled()) {
        RowFormat.checkLabel(table.file(), table.column(columns.label()));
      }
    }
    ParquetTable first = tables.get(0);
    List<String> features = features(first);
    remarks = NamedColumns.remarks(first.file(), features, columns.features());
    return RowFormat.of(
        first.file(),
        columns.isLabelled() ? first.column(columns.label()) : null,
        features.stream().map(first::column).toList(),
        columns.images(),
        columns.numbers() ? List.of() : classNames(first),
        (names, visitor) -> {
          boolean[] goesOn = {true};
          for (ParquetTable table : tables) {
            for (RowGroup group : table.rowGroups()) {
              if (goesOn[0]) {
                table.read(group, names, hadoop, (row, at) -> goesOn[0] = visitor.row(row, at));
              }
            }
          }
        });
  }

  private List<String> classNames(ParquetTable table) {
    return columns.isLabelled()
        ? HuggingFaceFeatures.classNames(table, columns.label())
        : List.of();
  }

  private List<String> features(ParquetTable table) {
    return NamedColumns.features(
        table.file(), table.columns(), columns.label(), columns.features());
  }

  /** Reads the labels, and features only until every new one has a record that can be used. */
  private void scan(ParquetTable table, RowGroup group, ClassIndex.Builder builder)
      throws IOException {
    Set<String> unconfirmed = new HashSet<>();
    table.read(
        group,
        List.of(columns.label()),
        hadoop,
        (row, at) -> {
          try {
            String written = format.label(row, at);
            if (!builder.has(written)) {
              unconfirmed.add(Labels.canonical(written));
            }
          } catch (BadDataException e) {
            builder.bad(e); // Whoever reads the examples decides about it.
          }
          return unconfirmed.size() <= ClassIndex.MOST_CLASSES;
        });
    if (unconfirmed.isEmpty()) {
      return;
    }
    table.read(
        group,
        format.columns(),
        hadoop,
        (row, at) -> {
          String written;
          try {
            written = format.row(row, at).label();
          } catch (BadDataException e) {
            builder.bad(e);
            return true;
          }
          builder.add(table.file(), written);
          unconfirmed.remove(Labels.canonical(written));
          return !unconfirmed.isEmpty();
        });
  }

  /** One row group. */
  private record Partition(DataFile file, RowGroup group, RowFormat format, ClassIndex classes)
      implements Source.Partition {
    private static final long serialVersionUID = 1L;

    @Override
    public void read(Configuration hadoop, Source.Sink sink) throws IOException {
      ParquetTable.open(file, hadoop)
          .read(
              group,
              format.columns(),
              hadoop,
              (row, at) -> {
                classes.example(() -> format.row(row, at), at, sink);
                return true;
              });
    }
  }
}
