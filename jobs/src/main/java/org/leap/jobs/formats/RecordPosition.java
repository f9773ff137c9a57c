package org.leap.jobs.formats;

import java.io.Serializable;
import java.util.Locale;

/**
 * Where a record stands.
 *
 * @param file as messages name it
 * @param row as messages count: the line of a text file from 1, the row of other files from 0
 */
public record RecordPosition(String file, long row) implements Serializable {
  /** An error in this line of a text file; the problem is a format where there are values. */
  public BadDataException badLine(String problem, Object... values) {
    return bad("line ", problem, values);
  }

  /** An error in this row of another file; the problem is a format where there are values. */
  public BadDataException badRow(String problem, Object... values) {
    return bad("row ", problem, values);
  }

  private BadDataException bad(String place, String problem, Object[] values) {
    String text = values.length == 0 ? problem : String.format(Locale.ROOT, problem, values);
    return new BadDataException(file, place + row + ": " + text);
  }
}
