package org.leap.jobs.formats.tables;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.ExampleSink;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.SourcePartition;
import org.leap.jobs.formats.files.DataFile;
import org.leap.jobs.text.Quoted;

/**
 * What turns the rows of CSV files into examples.
 *
 * @param features columns in their order
 * @param fill what stands for a missing value of each feature; empty if nothing does
 */
record CsvReading(CsvDialect dialect, List<String> features, List<Float> fill, ClassIndex classes)
    implements Serializable {

  /** One file. */
  record Partition(CsvReading reading, DataFile file) implements SourcePartition {
    private static final long serialVersionUID = 1L;

    @Override
    public void read(Configuration hadoop, ExampleSink sink) throws IOException {
      file.read(
          hadoop,
          content -> {
            reading.read(file, new CsvRows(content, reading.dialect(), file.isAlone()), sink);
            return null;
          });
    }
  }

  private void read(DataFile file, CsvRows rows, ExampleSink sink) throws IOException {
    if (rows.isEmpty()) {
      return;
    }
    CsvCells cells = new CsvCells(file, rows.header(), dialect, features);
    for (String[] row = rows.next(); row != null; row = rows.next()) {
      byte[] example;
      int label;
      try {
        cells.check(row, rows.line());
        label = label(cells, row, rows.line());
        example = features(cells.values(row, rows.line()));
      } catch (BadDataException e) {
        sink.bad(e, new RecordPosition(file.name(), rows.line()));
        continue;
      }
      sink.example(example, label, new RecordPosition(file.name(), rows.line()));
    }
  }

  private int label(CsvCells cells, String[] row, long line) {
    String written = cells.label(row, line);
    OptionalInt label = classes.find(written);
    if (label.isEmpty()) {
      throw cells.bad(
          line,
          "label %s is not among %s; correct it".formatted(Quoted.of(written), classes.inWords()));
    }
    return label.getAsInt();
  }

  private byte[] features(float[] values) {
    FloatBytes bytes = new FloatBytes(values.length);
    for (int i = 0; i < values.length; i++) {
      bytes.set(i, Float.isNaN(values[i]) ? fill.get(i) : values[i]);
    }
    return bytes.bytes();
  }
}
