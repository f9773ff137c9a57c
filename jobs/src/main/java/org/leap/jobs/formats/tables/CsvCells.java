package org.leap.jobs.formats.tables;

import java.util.List;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.Labels;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.files.DataFile;
import org.leap.jobs.text.Quoted;

/** Label and features in the rows of one file. */
final class CsvCells {
  private final List<String> features;
  private final CsvDialect dialect;
  private final FolderColumns folders;
  private final int width;
  private final int labelAt;
  private final int[] featureAt;

  /**
   * @throws BadDataException if the file lacks a column
   */
  CsvCells(DataFile file, List<String> header, CsvDialect dialect, List<String> features) {
    this.features = features;
    this.dialect = dialect;
    this.folders = FolderColumns.of(file);
    this.width = header.size();
    List<String> columns = folders.after(header);
    this.labelAt = NamedColumns.find(file.name(), columns, dialect.label(), "data.label");
    this.featureAt =
        features.stream()
            .mapToInt(feature -> NamedColumns.find(file.name(), columns, feature, "data.features"))
            .toArray();
  }

  /**
   * A row of the file.
   *
   * @param fill what stands for a missing value of each feature
   * @throws BadDataException if the row is longer or shorter than the header
   */
  Row row(String[] cells, RecordPosition at, List<Float> fill) {
    if (cells.length != width) {
      throw at.badLine(
          "has %s cells, expected %s as in the first line; correct it"
              .formatted(cells.length, width));
    }
    return new Row(cells, at, fill);
  }

  /** One row. */
  final class Row implements LabelledRow {
    private final String[] cells;
    private final RecordPosition at;
    private final List<Float> fill;

    private Row(String[] cells, RecordPosition at, List<Float> fill) {
      this.cells = cells;
      this.at = at;
      this.fill = fill;
    }

    @Override
    public BadDataException bad(String problem) {
      return at.badLine(problem);
    }

    /** Of a cell or of the folder; null if the cell is empty. */
    private String cell(int column) {
      return column < width ? cells[column] : folders.values().get(column - width);
    }

    @Override
    public String label() {
      String label = cell(labelAt);
      if (label == null || label.isBlank()) {
        throw bad("the label column %s is empty; fill it in".formatted(Quoted.of(dialect.label())));
      }
      if (Labels.isMissing(label)) {
        throw bad(
            "the label column %s holds %s, which stands for no label; fill it in, or give the class another name"
                .formatted(Quoted.of(dialect.label()), Quoted.of(label)));
      }
      return label;
    }

    @Override
    public byte[] features() {
      float[] values = values();
      FloatBytes bytes = new FloatBytes(values.length);
      for (int i = 0; i < values.length; i++) {
        bytes.set(i, Float.isNaN(values[i]) ? fill.get(i) : values[i]);
      }
      return bytes.bytes();
    }

    /**
     * The features, NaN where they are missing and something may stand for them.
     *
     * @throws BadDataException if one is missing otherwise, or not a finite number
     */
    float[] values() {
      float[] values = new float[featureAt.length];
      for (int i = 0; i < values.length; i++) {
        String cell = cell(featureAt[i]);
        values[i] = isMissing(cell) ? Float.NaN : number(cell.strip(), i);
        if (Float.isNaN(values[i]) && dialect.missing() == CsvDialect.Missing.FAIL) {
          throw bad(
              "column %s has no value; fill it in, or set data.missing to mean or zero"
                  .formatted(Quoted.of(features.get(i))));
        }
      }
      return values;
    }

    private float number(String cell, int feature) {
      float value = FloatBytes.parse(cell);
      if (!Float.isFinite(value)) {
        throw bad(
            "column %s: %s is not a finite number of single precision; correct it or leave the column out of data.features"
                .formatted(Quoted.of(features.get(feature)), Quoted.of(cell)));
      }
      return value;
    }
  }

  private static boolean isMissing(String cell) {
    return cell == null || cell.isBlank() || cell.equals("NA") || cell.equals("?");
  }
}
