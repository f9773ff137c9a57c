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

  /** Whether that is one number. */
  boolean hasOne(int place) {
    return has(place) && several[place] == null;
  }

  double one(int place) {
    return values[place];
  }

  /** Null if the column has one number, or none. */
  StoredNumbers several(int place) {
    return place < several.length ? several[place] : null;
  }
}
