package org.leap.jobs.formats.tables;

import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import com.univocity.parsers.csv.UnescapedQuoteHandling;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.Labels;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.files.DataFile;
import org.leap.jobs.formats.files.DataStream;
import org.leap.jobs.text.Quoted;

/** The rows of one CSV file (RFC 4180, any delimiter, UTF-8). */
final class CsvRows {
  private static final int MOST_COLUMNS = 100_000;
  private static final int LONGEST_CELL = 1 << 20;
  private static final char QUOTE = '"';

  private final DataFile file;
  private final CsvSource.Dialect dialect;
  private final CsvParser parser;
  private final List<String> header;
  private String[] pending;
  private long line = 1;
  private long nextLine = 1;

  /** Opens a file and reads its header. */
  CsvRows(DataFile file, DataStream content, CsvSource.Dialect dialect) throws IOException {
    this.file = file;
    this.dialect = dialect;
    this.parser = new CsvParser(settings(dialect));
    String[] first =
        parsed(
            () -> {
              parser.beginParsing(content.text());
              return parser.parseNext();
            });
    // Of several, Spark leaves some empty.
    if (first == null && file.isAlone()) {
      throw new BadDataException(file.name(), "is empty, expected CSV; name a file with rows");
    }
    if (first == null) {
      header = List.of();
    } else if (dialect.header()) {
      header = Arrays.stream(first).map(cell -> cell == null ? "" : cell).toList();
      nextLine = parser.getContext().currentLine() + 1;
    } else {
      header = IntStream.rangeClosed(1, first.length).mapToObj(String::valueOf).toList();
      pending = first;
    }
  }

  private static CsvParserSettings settings(CsvSource.Dialect dialect) {
    CsvParserSettings settings = new CsvParserSettings();
    settings.getFormat().setDelimiter(dialect.delimiter());
    settings.setLineSeparatorDetectionEnabled(true);
    settings.setUnescapedQuoteHandling(UnescapedQuoteHandling.RAISE_ERROR);
    settings.setMaxColumns(MOST_COLUMNS);
    settings.setMaxCharsPerColumn(LONGEST_CELL);
    settings.setReadInputOnSeparateThread(false);
    settings.setSkipEmptyLines(false);
    settings.setCommentProcessingEnabled(false);
    return settings;
  }

  /** Whether there is not even a header. */
  boolean isEmpty() {
    return header.isEmpty();
  }

  List<String> header() {
    return header;
  }

  /** Where the last row begins. */
  RecordPosition position() {
    return new RecordPosition(file.name(), line);
  }

  /** The cells of the next row, null for an empty one; null at the end. */
  String[] next() throws IOException {
    if (pending != null) {
      String[] row = pending;
      pending = null;
      nextLine = parser.getContext().currentLine() + 1;
      return row;
    }
    while (true) {
      line = nextLine;
      String[] row = parsed(parser::parseNext);
      nextLine = parser.getContext().currentLine() + 1;
      if (row == null || row.length > 1 || row[0] != null) {
        return row;
      }
    }
  }

  private String[] parsed(Supplier<String[]> step) throws IOException {
    String[] row = read(step);
    // At the end of the file the parser takes an open quote for a closed one.
    if (row != null && parser.getContext().isStopped() && endsInQuotes()) {
      throw new BadDataException(
          file.name(),
          "line %s: the quote of a cell is not closed; close it, or double a \" in a cell"
              .formatted(nextLine));
    }
    return row;
  }

  /** Whether the last row ends within a cell in quotes. */
  private boolean endsInQuotes() {
    String written = parser.getContext().currentParsedContent();
    char delimiter = dialect.delimiter();
    boolean begins = true;
    boolean quoted = false;
    for (int i = 0; i < written.length(); i++) {
      char c = written.charAt(i);
      if (quoted) {
        boolean doubled = c == QUOTE && i + 1 < written.length() && written.charAt(i + 1) == QUOTE;
        quoted = c != QUOTE || doubled;
        i += doubled ? 1 : 0;
      } else if (begins && c == QUOTE) {
        quoted = true;
        begins = false;
      } else if (c == delimiter) {
        begins = true;
      } else if (c > ' ') {
        begins = false;
      }
    }
    return quoted;
  }

  /** The parser wraps whatever goes wrong. */
  private String[] read(Supplier<String[]> step) throws IOException {
    try {
      return step.get();
    } catch (RuntimeException e) {
      BadDataException bad = ExceptionUtils.throwableOfType(e, BadDataException.class);
      if (bad != null) {
        throw bad;
      }
      IOException unreachable = ExceptionUtils.throwableOfType(e, IOException.class);
      if (unreachable != null) {
        throw unreachable;
      }
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new BadDataException(
          file.name(),
          "line %s: cannot be read as CSV: %s; correct the quotes or data.delimiter"
              .formatted(nextLine, Quoted.bare(reason)),
          e);
    }
  }

  /** Label and features in the rows of one file. */
  static final class Cells {
    private final List<String> features;
    private final CsvSource.Dialect dialect;
    private final FolderColumns folders;
    private final int width;
    private final int labelAt;
    private final int[] featureAt;

    Cells(DataFile file, List<String> header, CsvSource.Dialect dialect, List<String> features) {
      this.features = features;
      this.dialect = dialect;
      this.folders = FolderColumns.of(file);
      this.width = header.size();
      List<String> columns = folders.after(header);
      this.labelAt =
          dialect.isLabelled()
              ? NamedColumns.find(file.name(), columns, dialect.label(), "data.label")
              : -1;
      this.featureAt =
          features.stream()
              .mapToInt(
                  feature -> NamedColumns.find(file.name(), columns, feature, "data.features"))
              .toArray();
    }

    /** A row of the file, and what stands for a missing value of each feature. */
    Row row(String[] cells, RecordPosition at, List<Float> fill) {
      if (cells.length != width) {
        throw at.badLine(
            "has %s cells, expected %s as in the first line; correct it", cells.length, width);
      }
      return new Row(cells, at, fill);
    }

    /** One row. */
    final class Row implements ClassIndex.Row {
      private final String[] cells;
      private final RecordPosition at;
      private final List<Float> fill;

      private Row(String[] cells, RecordPosition at, List<Float> fill) {
        this.cells = cells;
        this.at = at;
        this.fill = fill;
      }

      @Override
      public BadDataException bad(String problem, Object... values) {
        return at.badLine(problem, values);
      }

      /** Of a cell or of the folder; null if the cell is empty. */
      private String cell(int column) {
        return column < width ? cells[column] : folders.values().get(column - width);
      }

      @Override
      public String label() {
        String label = cell(labelAt);
        if (label == null || label.isBlank()) {
          throw bad("the label column %s is empty; fill it in", Quoted.of(dialect.label()));
        }
        if (Labels.isMissing(label)) {
          throw bad(
              "the label column %s holds %s, which stands for no label; fill it in, or give the class another name",
              Quoted.of(dialect.label()), Quoted.of(label));
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

      /** Adds 1 for each feature that has no value. */
      void countMissing(long[] counts) {
        for (int i = 0; i < counts.length; i++) {
          counts[i] += isMissing(cell(featureAt[i])) ? 1 : 0;
        }
      }

      /** The features, NaN where they are missing and something may stand for them. */
      float[] values() {
        float[] values = new float[featureAt.length];
        for (int i = 0; i < values.length; i++) {
          String cell = cell(featureAt[i]);
          values[i] = isMissing(cell) ? Float.NaN : number(cell.strip(), i);
          if (Float.isNaN(values[i]) && dialect.missing() == CsvSource.Dialect.Missing.FAIL) {
            throw bad(
                "column %s has no value; fill it in, or set data.missing to mean or zero",
                Quoted.of(features.get(i)));
          }
        }
        return values;
      }

      private float number(String cell, int feature) {
        float value = FloatBytes.parse(cell);
        if (!Float.isFinite(value)) {
          throw bad(
              "column %s: %s is not a finite number of single precision; correct it or leave the column out of data.features",
              Quoted.of(features.get(feature)), Quoted.of(cell));
        }
        return value;
      }
    }

    static boolean isMissing(String cell) {
      return cell == null || cell.isBlank() || cell.equals("NA") || cell.equals("?");
    }
  }
}
