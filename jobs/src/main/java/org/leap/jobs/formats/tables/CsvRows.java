package org.leap.jobs.formats.tables;

import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import com.univocity.parsers.csv.UnescapedQuoteHandling;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.files.DataFile;
import org.leap.jobs.formats.files.DataStream;
import org.leap.jobs.text.Quoted;

/** The rows of one CSV file (RFC 4180, any delimiter, UTF-8). */
final class CsvRows {
  private static final int MOST_COLUMNS = 100_000;
  private static final int LONGEST_CELL = 1 << 20;

  private final DataFile file;
  private final CsvParser parser;
  private final List<String> header;
  private String[] pending;
  private long line = 1;
  private long nextLine = 1;

  /** Opens a file and reads its header. */
  CsvRows(DataFile file, DataStream content, CsvDialect dialect) throws IOException {
    this.file = file;
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

  private static CsvParserSettings settings(CsvDialect dialect) {
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

  private interface Step {
    String[] take();
  }

  /** The parser wraps whatever goes wrong. */
  private String[] parsed(Step step) throws IOException {
    try {
      return step.take();
    } catch (BadDataException e) {
      throw e;
    } catch (RuntimeException e) {
      for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
        if (cause instanceof BadDataException bad) {
          throw bad;
        }
        if (cause instanceof IOException unreachable) {
          throw unreachable;
        }
      }
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new BadDataException(
          file.name(),
          "line %s: cannot be read as CSV: %s; correct the quotes or data.delimiter"
              .formatted(nextLine, Quoted.bare(reason)),
          e);
    }
  }
}
