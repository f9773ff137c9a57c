package org.leap.jobs.formats.tables;

import java.util.List;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.Labels;
import org.leap.jobs.formats.files.DataFile;
import org.leap.jobs.text.Quoted;

/** Label and features in the rows of one file. */
final class CsvCells {
  private final String file;
  private final List<String> features;
  private final CsvDialect dialect;
  private final FolderColumns partition;
  private final int width;
  private final int labelAt;
  private final int[] featureAt;

  /**
   * @throws BadDataException if the file lacks a column
   */
  CsvCells(DataFile file, List<String> header, CsvDialect dialect, List<String> features) {
    this.file = file.name();
    this.features = features;
    this.dialect = dialect;
    this.partition = FolderColumns.of(file);
    this.width = header.size();
    List<String> columns = partition.after(header);
    this.labelAt = Columns.find(this.file, columns, dialect.label(), "data.label");
    this.featureAt =
        features.stream()
            .mapToInt(feature -> Columns.find(this.file, columns, feature, "data.features"))
            .toArray();
  }

  /**
   * @throws BadDataException if the row is longer or shorter than the header
   */
  void check(String[] row, long line) {
    if (row.length != width) {
      throw bad(
          line,
          "has %s cells, expected %s as in the first line; correct it"
              .formatted(row.length, width));
    }
  }

  /** Of a cell or of the folder; null if the cell is empty. */
  private String cell(String[] row, int column) {
    return column < width ? row[column] : partition.values().get(column - width);
  }

  /**
   * The label as it is written.
   *
   * @throws BadDataException if it is missing
   */
  String label(String[] row, long line) {
    String label = cell(row, labelAt);
    if (label == null || label.isBlank()) {
      throw bad(
          line, "the label column %s is empty; fill it in".formatted(Quoted.of(dialect.label())));
    }
    if (Labels.isMissing(label)) {
      throw bad(
          line,
          "the label column %s holds %s, which stands for no label; fill it in, or give the class another name"
              .formatted(Quoted.of(dialect.label()), Quoted.of(label)));
    }
    return label;
  }

  /**
   * The features, NaN where they are missing and something may stand for them.
   *
   * @throws BadDataException if one is missing otherwise, or not a finite number
   */
  float[] values(String[] row, long line) {
    float[] values = new float[featureAt.length];
    for (int i = 0; i < values.length; i++) {
      String cell = cell(row, featureAt[i]);
      values[i] = isMissing(cell) ? Float.NaN : number(cell.strip(), i, line);
      if (Float.isNaN(values[i]) && dialect.missing() == CsvDialect.Missing.FAIL) {
        throw bad(
            line,
            "column %s has no value; fill it in, or set data.missing to mean or zero"
                .formatted(Quoted.of(features.get(i))));
      }
    }
    return values;
  }

  private static boolean isMissing(String cell) {
    return cell == null || cell.isBlank() || cell.equals("NA") || cell.equals("?");
  }

  private float number(String cell, int feature, long line) {
    float value = Numbers.parse(cell);
    if (!Float.isFinite(value)) {
      throw bad(
          line,
          "column %s: %s is not a finite number of single precision; correct it or leave the column out of data.features"
              .formatted(Quoted.of(features.get(feature)), Quoted.of(cell)));
    }
    return value;
  }

  BadDataException bad(long line, String problem) {
    return new BadDataException(file, "line %s: %s".formatted(line, problem));
  }
}
