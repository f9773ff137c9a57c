package org.leap.jobs.data.tables;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.data.BadDataException;
import org.leap.jobs.data.ExampleSink;
import org.leap.jobs.data.Place;
import org.leap.jobs.data.SourcePart;
import org.leap.jobs.data.files.DataFile;
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
  record Part(CsvReading reading, DataFile file) implements SourcePart {
    private static final long serialVersionUID = 1L;

    @Override
    public void read(Configuration hadoop, ExampleSink sink) throws IOException {
      file.read(
          hadoop,
          content -> {
            reading.read(file.name(), new CsvRows(content, reading.dialect()), sink);
            return null;
          });
    }
  }

  private void read(String file, CsvRows rows, ExampleSink sink) throws IOException {
    CsvCells cells = new CsvCells(file, rows.header(), dialect.label(), features);
    for (String[] row = rows.next(); row != null; row = rows.next()) {
      byte[] example;
      int label;
      try {
        cells.check(row, rows.line());
        label = label(cells, row, rows.line());
        example = features(cells, row, rows.line());
      } catch (BadDataException e) {
        sink.bad(e, new Place(file, rows.line()));
        continue;
      }
      sink.example(example, label, new Place(file, rows.line()));
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

  private byte[] features(CsvCells cells, String[] row, long line) {
    FloatBytes bytes = new FloatBytes(features.size());
    for (int i = 0; i < features.size(); i++) {
      if (!cells.isMissing(row, i)) {
        bytes.set(i, cells.number(row, i, line));
      } else if (!fill.isEmpty()) {
        bytes.set(i, fill.get(i));
      } else {
        throw cells.bad(
            line,
            "column %s has no value; fill it in, or set data.missing to mean or zero"
                .formatted(Quoted.of(features.get(i))));
      }
    }
    return bytes.bytes();
  }
}
