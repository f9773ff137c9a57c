package org.leap.spark.rows;

import java.util.List;

/**
 * A row as whatever has read it holds it, or a struct in one. Columns have numbers from 0; of what
 * is not of the wanted kind a {@link ClassCastException} or an {@link IllegalArgumentException}
 * says so.
 */
public interface RowView {
  /** A vector that leaves out zeros may claim any size in a few bytes. */
  int MOST_NUMBERS = 100_000_000;

  /** Whether a column has no value. */
  boolean isNull(int column);

  /** A number, as it is; of a boolean 0 or 1. */
  double number(int column);

  /**
   * Text, or a number as it is written.
   *
   * @throws RowValueException if it cannot be read as text
   */
  String text(int column);

  /** Bytes as they are stored. */
  byte[] bytes(int column);

  /**
   * An array or vector of numbers, {@code [size]}.
   *
   * @throws RowValueException if one of them is null, a vector contradicts itself, or it says that
   *     it has more than {@value #MOST_NUMBERS}
   */
  float[] numbers(int column);

  /** Whether its numbers are a vector that leaves out zeros. */
  boolean isSparse(int column);

  /**
   * A struct, with its fields of these names as columns in this order; one that it lacks is null.
   */
  RowView struct(int column, List<String> fields);
}
