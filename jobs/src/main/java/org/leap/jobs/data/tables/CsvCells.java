package org.leap.jobs.data.tables;

import java.util.List;
import org.leap.jobs.data.BadDataException;
import org.leap.jobs.text.Quoted;

/** Label and features in the rows of one file. */
final class CsvCells {
  private final String file;
  private final List<String> features;
  private final int width;
  private final int labelAt;
  private final int[] featureAt;
  private final String labelColumn;

  /**
   * @throws BadDataException if the file lacks a column
   */
  CsvCells(String file, List<String> header, String label, List<String> features) {
    this.file = file;
    this.features = features;
    this.width = header.size();
    this.labelColumn = label;
    this.labelAt = Columns.find(file, header, label, "data.label");
    this.featureAt =
        features.stream()
            .mapToInt(feature -> Columns.find(file, header, feature, "data.features"))
            .toArray();
  }

  /**
   * @throws BadDataException if the row is longer or shorter than the header
   */
  void check(String[] row, long line) {
    if (row.length != width) {
      throw bad(
          line,
          "has %d cells, expected %d as in the first line; correct it"
              .formatted(row.length, width));
    }
  }

  String label(String[] row, long line) {
    String label = row[labelAt];
    if (label == null || label.isBlank()) {
      throw bad(line, "the label column %s is empty; fill it in".formatted(Quoted.of(labelColumn)));
    }
    return label;
  }

  boolean isMissing(String[] row, int feature) {
    String cell = row[featureAt[feature]];
    return cell == null || cell.isBlank() || cell.equals("NA") || cell.equals("?");
  }

  /**
   * @throws BadDataException if it is not a finite number
   */
  float number(String[] row, int feature, long line) {
    String cell = row[featureAt[feature]].strip();
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
    return new BadDataException(file, "line %d: %s".formatted(line, problem));
  }
}
