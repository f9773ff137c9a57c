package org.leap.jobs.formats.tables;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.Labels;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.text.Quoted;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.rows.ColumnKind;
import org.leap.spark.rows.RowValueException;
import org.leap.spark.rows.RowView;

/**
 * How rows become examples, whatever has read them. A row is to have its label first, if it has
 * one, then its features.
 *
 * @param label column of the label; null where rows have none
 * @param labelKind number or text; null like {@code label}
 * @param classNames of which labels are the numbers; empty where a label is its own name
 */
public record RowFormat(
    String label, ColumnKind labelKind, RowFeatures features, List<String> classNames)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Rows of which one tells the sizes of the features. */
  public interface Rows<E extends Exception> {
    /** Hands over rows of these columns until it is told to stop. */
    void read(List<String> columns, Visitor visitor) throws E;
  }

  /** Takes a row. */
  public interface Visitor {
    /** Takes a row and says whether to go on. */
    boolean row(RowView row, RecordPosition at);
  }

  /**
   * The format of a table.
   *
   * @param table how messages name it
   * @param label null for none
   * @param columns of the features
   * @param classNames of which labels may be the numbers; empty if nothing says so
   * @param rows of which the first that can be used is the model of all, where sizes are open
   * @throws BadDataException if no features can be made of the columns, or of any of the rows
   */
  public static <E extends Exception> RowFormat of(
      String table,
      RowFeatures.Column label,
      List<RowFeatures.Column> columns,
      RowFeatures.ImageSize images,
      List<String> classNames,
      Rows<E> rows)
      throws E {
    check(table, label, columns);
    refuseSizes(table, columns.get(0), images);
    RowFeatures features = RowFeatures.of(columns, images).orElse(null);
    if (features == null) {
      features = likeFirst(table, label, columns.get(0), images, rows);
    }
    return label == null
        ? new RowFormat(null, null, features, List.of())
        : new RowFormat(
            label.name(),
            label.kind(),
            features,
            label.kind() == ColumnKind.NUMBER ? List.copyOf(classNames) : List.of());
  }

  /** Refuses a column that is no label. */
  static void checkLabel(String table, RowFeatures.Column label) {
    if (label.kind() != ColumnKind.NUMBER && label.kind() != ColumnKind.TEXT) {
      throw new BadDataException(
          table,
          "column %s is %s, expected numbers or text; name another in data.label"
              .formatted(Quoted.of(label.name()), Quoted.bare(label.type())));
    }
  }

  private static void refuseSizes(
      String table, RowFeatures.Column column, RowFeatures.ImageSize images) {
    boolean encoded = column.kind() == ColumnKind.FILE || column.kind() == ColumnKind.BINARY;
    if (!encoded && !images.equals(RowFeatures.ImageSize.OWN)) {
      throw new BadDataException(
          table,
          "column %s is %s, not JPEG or PNG files, which data.size and data.channels are for; remove them"
              .formatted(Quoted.of(column.name()), Quoted.bare(column.type())));
    }
  }

  private static void check(
      String table, RowFeatures.Column label, List<RowFeatures.Column> columns) {
    if (label != null) {
      checkLabel(table, label);
    }
    boolean numbers = columns.stream().allMatch(column -> column.kind() == ColumnKind.NUMBER);
    if (columns.size() > 1 && !numbers) {
      throw new BadDataException(
          table,
          "the columns %s are not all numbers, expected numbers or a single array, vector or image column; name them in data.features"
              .formatted(Quoted.list(columns.stream().map(RowFeatures.Column::name).toList())));
    }
    RowFeatures.Column first = columns.get(0);
    if (first.kind() == ColumnKind.TEXT || first.kind() == ColumnKind.OTHER) {
      throw new BadDataException(
          table,
          "column %s is %s, expected numbers, arrays of numbers, vectors or images; name another in data.features"
              .formatted(Quoted.of(first.name()), Quoted.bare(first.type())));
    }
  }

  private static <E extends Exception> RowFeatures likeFirst(
      String table,
      RowFeatures.Column label,
      RowFeatures.Column column,
      RowFeatures.ImageSize images,
      Rows<E> rows)
      throws E {
    List<RowFeatures> found = new ArrayList<>();
    List<BadDataException> problems = new ArrayList<>();
    int first = label == null ? 0 : 1;
    rows.read(
        label == null ? List.of(column.name()) : List.of(label.name(), column.name()),
        (row, at) -> {
          try {
            found.add(RowFeatures.like(column, images, row, first, at));
          } catch (RowValueException e) {
            problems.add(bad(at, column.name(), e));
          } catch (BadDataException e) {
            problems.add(e);
          }
          return found.isEmpty();
        });
    if (found.isEmpty()) {
      throw problems.isEmpty()
          ? new BadDataException(table, "has no rows, expected examples")
          : problems.get(0);
    }
    return found.get(0);
  }

  static BadDataException bad(RecordPosition at, String column, RowValueException e) {
    boolean sentence = e.getMessage().matches("(is|has|holds) .*");
    return at.badRow(
        "%s", "column %s%s %s".formatted(Quoted.of(column), sentence ? "" : ":", e.getMessage()));
  }

  /** The columns to read, in the order that {@link #row} wants them. */
  public List<String> columns() {
    return Stream.concat(Stream.ofNullable(label), features.columns().stream()).toList();
  }

  /** Of every example. */
  public ExampleShape shape(int classes) {
    return features.shape(classes);
  }

  /**
   * What a row says.
   *
   * @param label null if it has none
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Row(String label, byte[] features, RecordPosition at) implements ClassIndex.Row {
    @Override
    public BadDataException bad(String problem, Object... values) {
      return at.badRow(problem, values);
    }
  }

  /**
   * The label and the features of a row.
   *
   * @throws BadDataException if the row cannot be used
   */
  public Row row(RowView row, RecordPosition at) {
    try {
      String written = label == null ? null : label(row, at);
      return new Row(written, features.of(row, label == null ? 0 : 1, at), at);
    } catch (ClassCastException | IllegalArgumentException e) {
      throw at.badRow(
          "has other types of columns than the first file: %s; write all files with one schema",
          Quoted.bare(String.valueOf(e.getMessage())));
    }
  }

  /** The label of a row, as it is written. */
  String label(RowView row, RecordPosition at) {
    if (row.isNull(0)) {
      throw at.badRow("column %s is null", Quoted.of(label));
    }
    String written;
    try {
      written = row.text(0);
    } catch (RowValueException e) {
      throw bad(at, label, e);
    }
    if (Labels.isMissing(written)) {
      throw at.badRow(
          "column %s holds %s, which stands for no label; fill it in, or give the class another name",
          Quoted.of(label), Quoted.of(written));
    }
    if (labelKind == ColumnKind.NUMBER && written.endsWith("Infinity")) {
      throw at.badRow("column %s holds %s, expected a finite number", Quoted.of(label), written);
    }
    if (!classNames.isEmpty() && !isNamed(Labels.canonical(written))) {
      throw at.badRow(
          "column %s holds %s, which is none of the %s classes that the file names, 0 to %s",
          Quoted.of(label), written, classNames.size(), classNames.size() - 1);
    }
    return written;
  }

  private boolean isNamed(String label) {
    return label.matches("[0-9]{1,9}") && Integer.parseInt(label) < classNames.size();
  }
}
