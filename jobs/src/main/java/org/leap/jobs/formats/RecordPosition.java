package org.leap.jobs.formats;

import java.io.Serializable;

/**
 * Where a record stands.
 *
 * @param file as messages name it
 * @param row as messages count: the line of a text file from 1, the row of other files from 0
 */
public record RecordPosition(String file, long row) implements Serializable {
  /** An error in this line of a text file. */
  public BadDataException badLine(String problem) {
    return new BadDataException(file, "line %s: %s".formatted(row, problem));
  }

  /** An error in this row of another file. */
  public BadDataException badRow(String problem) {
    return new BadDataException(file, "row %s: %s".formatted(row, problem));
  }
}
