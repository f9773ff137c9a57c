package org.leap.jobs.datasets.draft;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.Subset;
import org.leap.jobs.formats.tables.NamedColumns;
import org.leap.jobs.formats.tables.TableColumns;
import org.leap.jobs.formats.tables.TableColumns.Column;
import org.leap.jobs.text.Quoted;

/**
 * A {@code data} block in the making.
 *
 * @param format as in the configuration
 * @param keys of the block beside the format, as YAML, in order
 */
record DataDraft(String format, Map<String, String> keys) {
  /** What people call the column that they want to predict. */
  private static final List<String> LABELS =
      List.of("label", "labels", "class", "target", "species", "category", "kind", "outcome", "y");

  /** A text with more values than this is a name and no class. */
  private static final int MOST_CLASSES = 1000;

  /** More different numbers than this are values to predict, not classes. */
  private static final int MOST_NUMBERED_CLASSES = 100;

  /** What was chosen by looking at the data, for those who would choose otherwise. */
  private static final Map<String, String> WHY =
      Map.of(
          "label", "what is predicted; leap init --label names another column",
          "features", "the other columns are no numbers, or number the rows",
          "task", "the label has more than %s different numbers".formatted(MOST_NUMBERED_CLASSES),
          "missing", "what is missing becomes the column's mean; fail refuses it",
          "size", "pixels of a side; more of them keep more detail and take longer",
          "channels", "colours, which some of the images have");

  /**
   * A draft for a folder of images, CSV or Parquet files.
   *
   * @param label column that the user names
   */
  static DataDraft of(DataFiles files, Optional<String> label, Configuration hadoop)
      throws IOException {
    Map<String, String> keys = new LinkedHashMap<>();
    for (Subset subset : List.of(Subset.TRAIN, Subset.TEST, Subset.VALIDATION)) {
      String location = files.sets().get(subset);
      if (location != null) {
        keys.put(subset.name().toLowerCase(Locale.ROOT), written(location));
      }
    }
    String train = files.sets().get(Subset.TRAIN);
    switch (files.format()) {
      case "csv" -> table(keys, train, label, TableColumns.ofCsv(train, hadoop));
      case "parquet" -> table(keys, train, label, TableColumns.ofParquet(train, hadoop));
      default -> {
        if (label.isPresent()) {
          throw new BadDataException(
              train, "holds images, whose classes are their folders: leave out --label");
        }
      }
    }
    return new DataDraft(files.format(), keys);
  }

  /** With another key. */
  DataDraft with(String key, String value) {
    Map<String, String> more = new LinkedHashMap<>(keys);
    more.put(key, value);
    return new DataDraft(format, more);
  }

  private static void table(
      Map<String, String> keys, String train, Optional<String> named, TableColumns table) {
    List<Column> columns = table.columns();
    Column label = named.isPresent() ? named(train, columns, named.get()) : guessed(train, columns);
    keys.put("label", written(label.name()));
    if (label.number() && label.distinct() > MOST_NUMBERED_CLASSES) {
      keys.put("task", "regression");
    }
    List<Column> others = columns.stream().filter(column -> !column.equals(label)).toList();
    List<Column> whole = others.stream().filter(Column::whole).limit(1).toList();
    List<Column> features =
        whole.isEmpty() ? others.stream().filter(DataDraft::usable).toList() : whole;
    if (features.isEmpty()) {
      throw new BadDataException(
          train,
          "has no column of numbers, vectors or images beside %s; name the label with --label"
              .formatted(Quoted.of(label.name())));
    }
    if (features.size() < others.size()) {
      keys.put(
          "features",
          features.stream()
              .map(column -> written(column.name()))
              .collect(Collectors.joining(", ", "[", "]")));
    }
    if (!table.header()) {
      keys.put("header", "false");
    }
    if (table.delimiter() != ',') {
      keys.put("delimiter", written(String.valueOf(table.delimiter())));
    }
    if (features.stream().anyMatch(Column::missing)) {
      keys.put("missing", "mean");
    }
  }

  /** Numbers that are none of an index of rows. */
  private static boolean usable(Column column) {
    return column.number()
        && NamedColumns.remarks("", List.of(column.name()), List.of()).isEmpty()
        && !column.name().strip().equalsIgnoreCase("id");
  }

  private static Column named(String train, List<Column> columns, String name) {
    List<String> names = columns.stream().map(Column::name).toList();
    return columns.get(NamedColumns.find(train, names, name, "--label"));
  }

  /** By its name, or else the last that can be predicted, as most files have it. */
  private static Column guessed(String train, List<Column> columns) {
    Stream<Column> byName =
        columns.stream()
            .filter(column -> LABELS.contains(column.name().strip().toLowerCase(Locale.ROOT)));
    List<Column> possible = new ArrayList<>(columns);
    possible.removeIf(
        column -> column.whole() || (!column.number() && column.distinct() > MOST_CLASSES));
    return byName
        .findFirst()
        .orElseGet(
            () -> {
              if (possible.isEmpty()) {
                throw new BadDataException(
                    train, "has no column that could be predicted; name one with --label");
              }
              return possible.get(possible.size() - 1);
            });
  }

  /** As YAML; a dollar sign is none of an environment variable. */
  private static String written(String text) {
    return Quoted.inFull(text.replace("${", "$${"));
  }

  /** The block's lines. */
  List<String> lines() {
    return Stream.concat(
            Stream.of("format: " + format),
            keys.entrySet().stream()
                .map(key -> commented(key.getKey() + ": " + key.getValue(), key.getKey())))
        .toList();
  }

  private static String commented(String line, String key) {
    String why = WHY.get(key);
    return why == null ? line : "%-28s  # %s".formatted(line, why);
  }
}
