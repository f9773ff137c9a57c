package org.leap.jobs.bench;

import java.util.Arrays;
import java.util.List;

/** The middle of measured values, which no outlier moves. */
final class Medians {
  private Medians() {}

  /** The median of at least one value; of an even number the mean of the two in the middle. */
  static double of(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** The median of what the rows have in one place. */
  static double ofColumn(List<double[]> rows, int column) {
    return of(rows.stream().mapToDouble(row -> row[column]).toArray());
  }
}
