package org.leap.jobs.formats;

import java.io.Serializable;
import java.util.Locale;
import org.leap.jobs.text.Quoted;

/**
 * Where a record stands.
 *
 * @param file as messages name it; a table
 * @param row as messages count: the line of a text file from 1, the row of other files from 0
 * @param key what tells the row of a table from others, where files have no say; null elsewhere
 */
public record RecordPosition(String file, long row, String key) implements Serializable {
  /** In a file. */
  public RecordPosition(String file, long row) {
    this(file, row, null);
  }

  /** An error in this line of a text file; the problem is a format where there are values. */
  public BadDataException badLine(String problem, Object... values) {
    return bad("line " + row, problem, values);
  }

  /** An error in this row of another file; the problem is a format where there are values. */
  public BadDataException badRow(String problem, Object... values) {
    return bad(inFile(), problem, values);
  }

  /** The row, as messages name it: {@code "part-0.parquet: row 3"}. */
  public String named() {
    return file + ": " + inFile();
  }

  private String inFile() {
    return "row " + (key == null ? row : Quoted.bare(key));
  }

  private BadDataException bad(String place, String problem, Object[] values) {
    String text = values.length == 0 ? problem : String.format(Locale.ROOT, problem, values);
    return new BadDataException(file, place + ": " + text);
  }
}
