package org.leap.core.graph;

/**
 * The values of a matrix that are not zero, row by row, in double precision: what its products need
 * of it. Not to be modified.
 */
final class SparseRows {
  /** Columns whose sums are kept in registers; the compiler makes nothing of loops this short. */
  private static final int BLOCK = 8;

  private final int columns;
  private final int[] starts;
  private final int[] columnOf;
  private final double[] values;
  private int ended;
  private int count;

  private SparseRows(int rows, int columns, int most) {
    this.columns = columns;
    starts = new int[rows + 1];
    columnOf = new int[most];
    values = new double[most];
  }

  /** Without branches: which value is zero cannot be predicted after dropout. */
  private void add(int column, double value) {
    columnOf[count] = column;
    values[count] = value;
    count += value != 0 ? 1 : 0;
  }

  private void endRow() {
    starts[++ended] = count;
  }

  /**
   * @param starts of rows, as those of a {@link SparseMatrix}
   * @param factors on the values, or null for none
   */
  static SparseRows of(
      int columns, int[] starts, int[] columnOf, float[] values, double[] factors) {
    SparseRows rows = new SparseRows(starts.length - 1, columns, values.length);
    for (int row = 0; row + 1 < starts.length; row++) {
      for (int i = starts[row]; i < starts[row + 1]; i++) {
        rows.add(columnOf[i], factors == null ? values[i] : values[i] * factors[i]);
      }
      rows.endRow();
    }
    return rows;
  }

  /** Of {@code [rows, columns]}. */
  static SparseRows of(double[] dense, int columns) {
    SparseRows rows = new SparseRows(dense.length / columns, columns, dense.length);
    for (int start = 0; start < dense.length; start += columns) {
      for (int column = 0; column < columns; column++) {
        rows.add(column, dense[start + column]);
      }
      rows.endRow();
    }
    return rows;
  }

  private int rows() {
    return starts.length - 1;
  }

  /** This matrix times {@code [columns, width]}: {@code [rows, width]}. */
  double[] times(double[] right, int width) {
    double[] product = new double[Math.multiplyExact(rows(), width)];
    for (int row = 0; row < rows(); row++) {
      int block = 0;
      for (; block + BLOCK <= width; block += BLOCK) {
        multiplyRow(row, right, block, width, product);
      }
      for (int i = starts[row]; block < width && i < starts[row + 1]; i++) {
        int from = columnOf[i] * width + block;
        Rows.addScaled(values[i], right, from, product, row * width + block, width - block);
      }
    }
    return product;
  }

  private void multiplyRow(int row, double[] right, int block, int width, double[] product) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double s4 = 0;
    double s5 = 0;
    double s6 = 0;
    double s7 = 0;
    for (int i = starts[row]; i < starts[row + 1]; i++) {
      double value = values[i];
      int from = columnOf[i] * width + block;
      s0 += value * right[from];
      s1 += value * right[from + 1];
      s2 += value * right[from + 2];
      s3 += value * right[from + 3];
      s4 += value * right[from + 4];
      s5 += value * right[from + 5];
      s6 += value * right[from + 6];
      s7 += value * right[from + 7];
    }
    int to = row * width + block;
    product[to] = s0;
    product[to + 1] = s1;
    product[to + 2] = s2;
    product[to + 3] = s3;
    product[to + 4] = s4;
    product[to + 5] = s5;
    product[to + 6] = s6;
    product[to + 7] = s7;
  }

  /**
   * The transpose of this matrix times another.
   *
   * @param right {@code [rows, width]}; few of its rows are other than zero where few nodes have
   *     labels
   * @return {@code [columns, width]}
   */
  double[] transposeTimes(double[] right, int width) {
    double[] product = new double[Math.multiplyExact(columns, width)];
    for (int row = 0; row < rows(); row++) {
      if (Rows.isZero(right, row * width, width)) {
        continue;
      }
      int block = 0;
      for (; block + BLOCK <= width; block += BLOCK) {
        addRow(row, right, block, width, product);
      }
      for (int i = starts[row]; block < width && i < starts[row + 1]; i++) {
        int to = columnOf[i] * width + block;
        Rows.addScaled(values[i], right, row * width + block, product, to, width - block);
      }
    }
    return product;
  }

  private void addRow(int row, double[] right, int block, int width, double[] product) {
    int from = row * width + block;
    double r0 = right[from];
    double r1 = right[from + 1];
    double r2 = right[from + 2];
    double r3 = right[from + 3];
    double r4 = right[from + 4];
    double r5 = right[from + 5];
    double r6 = right[from + 6];
    double r7 = right[from + 7];
    for (int i = starts[row]; i < starts[row + 1]; i++) {
      double value = values[i];
      int to = columnOf[i] * width + block;
      product[to] += value * r0;
      product[to + 1] += value * r1;
      product[to + 2] += value * r2;
      product[to + 3] += value * r3;
      product[to + 4] += value * r4;
      product[to + 5] += value * r5;
      product[to + 6] += value * r6;
      product[to + 7] += value * r7;
    }
  }
}
