package org.leap.jobs.data.tables;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.Type;
import org.leap.jobs.data.BadDataException;
import org.leap.jobs.data.DataNames;
import org.leap.jobs.data.ExampleSink;
import org.leap.jobs.data.Place;
import org.leap.jobs.data.Source;
import org.leap.jobs.data.SourcePart;
import org.leap.jobs.data.Subset;
import org.leap.jobs.data.files.DataFile;
import org.leap.jobs.data.files.FileTree;
import org.leap.jobs.data.tables.ParquetTable.RowGroup;
import org.leap.jobs.text.Quoted;

/**
 * Parquet files as Spark writes its DataFrames: a label column, and features in a vector, array or
 * image column or in columns of numbers. Opening them reads the labels of the training set. A part
 * is one row group.
 */
public final class ParquetSource {
  private static final String EXPECTED = "Parquet files";

  private final String label;
  private final List<String> named;
  private final Configuration hadoop;
  private ParquetFeatures features;

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
    Map<Subset, List<ParquetTable>> tables = new EnumMap<>(Subset.class);
    for (var location : locations.entrySet()) {
      tables.put(location.getKey(), tables(location.getValue()));
    }
    ClassIndex classes =
        classes(Subset.first(locations), Subset.first(tables), locations.containsKey(Subset.TRAIN));
    Map<Subset, List<SourcePart>> parts = new EnumMap<>(Subset.class);
    for (var entry : tables.entrySet()) {
      List<SourcePart> groups = new ArrayList<>();
      for (ParquetTable table : entry.getValue()) {
        check(table);
        for (RowGroup group : table.rowGroups()) {
          groups.add(new Part(table.file(), group, label, features, classes));
        }
      }
      parts.put(entry.getKey(), groups);
    }
    return new TableSource(
        features.shape(classes.names().size()),
        new DataNames(classes.names(), features.names(), List.of()),
        parts);
  }

  private List<ParquetTable> tables(String location) throws IOException {
    if (FileTree.isArchive(location)) {
      throw new BadDataException(location, "is an archive, expected Parquet files; unpack it");
    }
    List<ParquetTable> tables = new ArrayList<>();
    for (DataFile file : DataFile.at(location, EXPECTED, hadoop)) {
      tables.add(ParquetTable.open(file.name(), hadoop));
    }
    return tables;
  }

  private ClassIndex classes(String location, List<ParquetTable> tables, boolean training)
      throws IOException {
    ClassIndex.Builder builder = new ClassIndex.Builder("column " + Quoted.of(label));
    for (ParquetTable table : tables) {
      List<String> columns = Columns.features(table.file(), table.columns(), label, named);
      Type type = table.schema().getType(label);
      if (!ParquetValues.isNumber(type) && !ParquetValues.isText(type)) {
        throw new BadDataException(
            table.file(),
            "column %s is %s, expected numbers or text; name another in data.label"
                .formatted(Quoted.of(label), Quoted.bare(type.toString())));
      }
      for (RowGroup group : table.rowGroups()) {
        if (features == null) {
          features = features(table, group, columns);
        }
        ParquetTable.read(
            table.file(),
            group,
            List.of(type),
            hadoop,
            (row, place) -> {
              ParquetValues.label(row, label).ifPresent(text -> builder.add(table.file(), text));
              return true;
            });
      }
    }
    return builder.build(location, training);
  }

  private ParquetFeatures features(ParquetTable table, RowGroup group, List<String> columns)
      throws IOException {
    List<Type> types = columns.stream().map(table.schema()::getType).toList();
    if (types.stream().allMatch(ParquetValues::isNumber)) {
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
    ParquetTable.read(
        table.file(),
        group,
        List.of(type),
        hadoop,
        (row, place) -> {
          found.add(nested(type, row, place));
          return false;
        });
    return found.get(0);
  }

  private static ParquetFeatures nested(Type type, Group row, ParquetPlace place) {
    String column = type.getName();
    if (ParquetValues.isArray(type)) {
      int length = ParquetValues.length(ParquetFeatures.nested(row, column, place));
      return new ParquetFeatures.Array(column, positive(length, column, place));
    }
    if (hasFields(type, "type", "size", "indices", "values")) {
      Group vector = ParquetFeatures.nested(row, column, place);
      int size = ParquetFeatures.Vector.size(vector, place);
      return new ParquetFeatures.Vector(column, positive(size, column, place));
    }
    if (hasFields(type, "height", "width", "nChannels", "data")) {
      Group image = ParquetFeatures.nested(row, column, place);
      int channels = image.getInteger("nChannels", 0);
      if (channels != 1 && channels != 3) {
        throw place.bad(
            "column %s: the image has %d channels, expected 1 or 3"
                .formatted(Quoted.of(column), channels));
      }
      return new ParquetFeatures.Image(
          column,
          channels,
          positive(image.getInteger("height", 0), column, place),
          positive(image.getInteger("width", 0), column, place));
    }
    throw place.bad(
        "column %s is %s, expected numbers, arrays of numbers, vectors or images; name another in data.features"
            .formatted(Quoted.of(column), Quoted.bare(type.toString())));
  }

  private static int positive(int size, String column, ParquetPlace place) {
    if (size < 1) {
      throw place.bad(
          "column %s has no values, expected at least one".formatted(Quoted.of(column)));
    }
    return size;
  }

  private static boolean hasFields(Type type, String... names) {
    if (type.isPrimitive()) {
      return false;
    }
    GroupType group = type.asGroupType();
    for (String name : names) {
      if (!group.containsField(name)) {
        return false;
      }
    }
    return true;
  }

  /** Files of one table may differ in the order of their columns, not in the columns. */
  private void check(ParquetTable table) {
    Columns.features(table.file(), table.columns(), label, features.columns());
  }

  /** One row group. */
  private record Part(
      String file, RowGroup group, String label, ParquetFeatures features, ClassIndex classes)
      implements SourcePart {
    private static final long serialVersionUID = 1L;

    @Override
    public void read(Configuration hadoop, ExampleSink sink) throws IOException {
      var schema = ParquetTable.open(file, hadoop).schema();
      List<Type> columns = new ArrayList<>(List.of(schema.getType(label)));
      features.columns().forEach(column -> columns.add(schema.getType(column)));
      ParquetTable.read(
          file,
          group,
          columns,
          hadoop,
          (row, place) -> {
            read(row, place, sink);
            return true;
          });
    }

    private void read(Group row, ParquetPlace place, ExampleSink sink) {
      int found;
      byte[] values;
      try {
        found = label(row, place);
        values = features.of(row, place);
      } catch (BadDataException e) {
        sink.bad(e, new Place(place.file(), place.row()));
        return;
      } catch (ClassCastException | IllegalArgumentException e) {
        throw place.bad(
            "has other types of columns than the first file: %s; write all files with one schema"
                .formatted(Quoted.bare(String.valueOf(e.getMessage()))));
      }
      sink.example(values, found, new Place(place.file(), place.row()));
    }

    private int label(Group row, ParquetPlace place) {
      Optional<String> written = ParquetValues.label(row, label);
      return classes
          .find(
              written.orElseThrow(() -> place.bad("column %s is null".formatted(Quoted.of(label)))))
          .orElseThrow(
              () ->
                  place.bad(
                      "label %s is not among %s; correct it"
                          .formatted(Quoted.of(written.get()), classes.inWords())));
    }
  }
}
