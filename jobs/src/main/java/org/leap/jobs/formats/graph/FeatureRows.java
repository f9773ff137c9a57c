package org.leap.jobs.formats.graph;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.leap.core.graph.SparseMatrix;

/** Gathers the rows of a sparse matrix. */
final class FeatureRows {
  private int columns;
  private final IntStream.Builder starts = IntStream.builder();
  private final IntStream.Builder columnOf = IntStream.builder();
  private float[] values = new float[1024];
  private int held;

  FeatureRows(int columns) {
    this.columns = columns;
    starts.add(0);
  }

  /**
   * The rows of one matrix, then those of another at places behind its end; rows between are empty.
   */
  static SparseMatrix placed(SparseMatrix first, SparseMatrix later, int[] places, int rows) {
    int[] rowAt = new int[rows];
    Arrays.fill(rowAt, -1);
    for (int row = 0; row < places.length; row++) {
      rowAt[places[row]] = row;
    }
    FeatureRows all = new FeatureRows(first.columns());
    for (int node = 0; node < rows; node++) {
      if (node < first.rows()) {
        first.forEach(node, all::value);
      } else if (rowAt[node] >= 0) {
        later.forEach(rowAt[node], all::value);
      }
      all.endRow();
    }
    return all.matrix();
  }

  /** Makes room for values in at least as many columns. */
  void widen(int atLeast) {
    columns = Math.max(columns, atLeast);
  }

  int columns() {
    return columns;
  }

  /** A value of the current row; zeros are left out. */
  void value(int column, float value) {
    if (value == 0) {
      return;
    }
    if (held == values.length) {
      values = Arrays.copyOf(values, Math.multiplyExact(2, held));
    }
    columnOf.add(column);
    values[held++] = value;
  }

  void endRow() {
    starts.add(held);
  }

  SparseMatrix matrix() {
    return new SparseMatrix(
        columns, starts.build().toArray(), columnOf.build().toArray(), Arrays.copyOf(values, held));
  }
}
