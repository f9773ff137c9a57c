package org.leap.jobs.formats.tables;

/** The numbers, arrays and vectors of a row, each at the place of its column. */
final class RowNumbers {
  /** Of a row whose numbers are not kept apart. */
  static final RowNumbers NONE = new RowNumbers(0);

  private final double[] values;
  private final boolean[] present;
  private final StoredNumbers[] several;

  RowNumbers(int columns) {
    values = new double[columns];
    present = new boolean[columns];
    several = new StoredNumbers[columns];
  }

  void set(int place, double value) {
    values[place] = value;
    present[place] = true;
  }

  void set(int place, StoredNumbers numbers) {
    several[place] = numbers;
    present[place] = true;
  }

  /** Whether the column has a value, and it is kept here. */
  boolean has(int place) {
    return place < present.length && present[place];
  }

  double one(int place) {
    return values[place];
  }

  StoredNumbers several(int place) {
    return several[place];
  }
}
