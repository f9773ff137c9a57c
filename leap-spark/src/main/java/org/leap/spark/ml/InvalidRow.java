package org.leap.spark.ml;

import java.io.Serializable;

/** What keeps a row from being used, where it is not to be skipped. */
final class InvalidRow implements Serializable {
  private static final long serialVersionUID = 1L;
  private final String column;
  private final String problem;

  InvalidRow(String column, String problem) {
    this.column = column;
    this.problem = problem;
  }

  IllegalArgumentException at(String row) {
    return new IllegalArgumentException(
        "%s, column \"%s\": %s; drop or fill such rows, or set handleInvalid to skip"
            .formatted(row, column, problem));
  }
}
