package org.leap.jobs.formats.tables;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.schema.Type;
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
 * Parquet files as Spark writes its DataFrames: a label column, and features in a vector, array or
 * image column or in columns of numbers. Opening them reads the labels of the training set. A
 * partition is one row group.
 */
public final class ParquetSource {
  private static final String EXPECTED = "Parquet files";

  private final String label;
  private final List<String> named;
  private final Configuration hadoop;
  private ParquetFeatures features;
  private List<String> remarks = List.of();

  private ParquetSource(String label, List<String> named, Configuration hadoop) {
    this.label = label;
    this.named = named;
    this.hadoop = hadoop;
  }

  /**
   * Opens Parquet files: reads their columns, and the names of the classes from the training set.
   *
   * @param locations file or folder of each subset; the training set is always among them
   * @param label column of the label, numbers or text
   * @param features columns of the features, all others when empty
   * @throws BadDataException if a column is missing or of the wrong type
   */
  public static Source open(
      Map<Subset, String> locations, String label, List<String> features, Configuration hadoop)
      throws IOException {
    return new ParquetSource(label, features, hadoop).open(locations);
  }

  private Source open(Map<Subset, String> locations) throws IOException {
    Map<Subset, Map<DataFile, ParquetTable>> tables = new EnumMap<>(Subset.class);
    for (var location : locations.entrySet()) {
      tables.put(location.getKey(), tables(location.getValue()));
    }
    ClassIndex classes =
        classes(
            Subset.first(locations),
            Subset.first(tables).values(),
            locations.containsKey(Subset.TRAIN));
    Map<Subset, List<Source.Partition>> partitions = new EnumMap<>(Subset.class);
    for (var entry : tables.entrySet()) {
      List<Source.Partition> groups = new ArrayList<>();
      for (var file : entry.getValue().entrySet()) {
        // Files of one table may differ in the order of their columns, not in the columns.
        NamedColumns.features(
            file.getValue().file(), file.getValue().columns(), label, features.columns());
        for (RowGroup group : file.getValue().rowGroups()) {
          groups.add(new Partition(file.getKey(), group, label, features, classes));
        }
      }
      partitions.put(entry.getKey(), groups);
    }
    return new Source.Opened(
        features.shape(classes.names().size()),
        new DataNames(classes.names(), features.names(), List.of()),
        partitions,
        remarks,
        new Source.Traits(features.sparse(), List.of()));
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

  private ClassIndex classes(String location, Collection<ParquetTable> tables, boolean training)
      throws IOException {
    ClassIndex.Builder builder = new ClassIndex.Builder("column " + Quoted.of(label));
    for (ParquetTable table : tables) {
      List<String> columns = NamedColumns.features(table.file(), table.columns(), label, named);
      Type type = table.schema().getType(label);
      if (!ParquetTable.isNumber(type) && !ParquetTable.isText(type)) {
        throw new BadDataException(
            table.file(),
            "column %s is %s, expected numbers or text; name another in data.label"
                .formatted(Quoted.of(label), Quoted.bare(type.toString())));
      }
      for (RowGroup group : table.rowGroups()) {
        if (features == null) {
          features = features(table, group, columns);
          remarks = NamedColumns.remarks(table.file(), columns, named);
        }
        scan(table, group, builder);
      }
    }
    return builder.build(location, training);
  }

  /** Reads the labels, and features only until every new one has a record that can be used. */
  private void scan(ParquetTable table, RowGroup group, ClassIndex.Builder builder)
      throws IOException {
    Set<String> unconfirmed = new HashSet<>();
    table.read(
        group,
        List.of(label),
        hadoop,
        (row, at) -> {
          try {
            String written = ParquetTable.label(row, label, at);
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
        features.columnsWith(label),
        hadoop,
        (row, at) -> {
          String written;
          try {
            written = features.row(row, at, label).label();
          } catch (BadDataException e) {
            builder.bad(e);
            return true;
          }
          builder.add(table.file(), written);
          unconfirmed.remove(Labels.canonical(written));
          return !unconfirmed.isEmpty();
        });
  }

  private ParquetFeatures features(ParquetTable table, RowGroup group, List<String> columns)
      throws IOException {
    List<Type> types = columns.stream().map(table.schema()::getType).toList();
    if (types.stream().allMatch(ParquetTable::isNumber)) {
      return new ParquetFeatures.Numeric(columns);
    }
    Type type = types.get(0);
    if (columns.size() > 1) {
      throw new BadDataException(
          table.file(),
          "the columns %s are not all numbers, expected numbers or a single array, vector or image column; name them in data.features"
              .formatted(Quoted.list(columns)));
    }
    List<ParquetFeatures> found = new ArrayList<>();
    table.read(
        group,
        columns,
        hadoop,
        (row, at) -> {
          found.add(ParquetFeatures.of(type, row, at));
          return false;
        });
    return found.get(0);
  }

  /** One row group. */
  private record Partition(
      DataFile file, RowGroup group, String label, ParquetFeatures features, ClassIndex classes)
      implements Source.Partition {
    private static final long serialVersionUID = 1L;

    @Override
    public void read(Configuration hadoop, Source.Sink sink) throws IOException {
      ParquetTable.open(file, hadoop)
          .read(
              group,
              features.columnsWith(label),
              hadoop,
              (row, at) -> {
                classes.example(() -> features.row(row, at, label), at, sink);
                return true;
              });
    }
  }
}
