package org.leap.spark.rows;

/** A value that cannot be used; the message says what it is, and the caller where it stands. */
public final class RowValueException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With what the column holds instead: {@code "null at place 3"}. */
  public RowValueException(String problem) {
    super(problem);
  }

  /** A vector that says that it has more numbers than are read of one. */
  public static RowValueException wide(long size) {
    return new RowValueException(
        "a vector of the size %s, at most %s are read".formatted(size, RowView.MOST_NUMBERS));
  }
}
