package org.leap.spark.rows;

/** A value that cannot be used; the message says what it is, and the caller where it stands. */
public final class RowValueException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With what the column holds instead: {@code "null at place 3"}. */
  public RowValueException(String problem) {
    super(problem);
  }
}
