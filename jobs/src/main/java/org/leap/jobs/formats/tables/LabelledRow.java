package org.leap.jobs.formats.tables;

import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.text.Quoted;

/** A row of a table, which may be read no further than it is asked for. */
interface LabelledRow {
  /**
   * The label as it is written.
   *
   * @throws BadDataException if it is missing
   */
  String label();

  /**
   * The features as they are stored.
   *
   * @throws BadDataException if there are others than all rows should have
   */
  byte[] features();

  /** Why this row cannot be used. */
  BadDataException bad(String problem);

  /** For messages. */
  default String quotedLabel() {
    return Quoted.of(label());
  }
}
