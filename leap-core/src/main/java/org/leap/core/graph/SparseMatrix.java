package org.leap.core.graph;

import static java.util.Objects.requireNonNull;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** A matrix that holds only its nonzero values, row by row. Immutable. */
public final class SparseMatrix {
  private final int columns;
  private final int[] starts;
  private final int[] columnOf;
  private final float[] values;

  /**
   * Takes the arrays as they are, without a copy.
   *
   * @param columns of the matrix, at least 1
   * @param starts {@code [rows + 1]}: where each row starts in the other arrays; from 0, never
   *     falling, and last their length
   * @param columnOf column of each value
   * @param values finite
   * @throws IllegalArgumentException if the arrays contradict each other
   */
  public SparseMatrix(int columns, int[] starts, int[] columnOf, float[] values) {
    this.columns = columns;
    this.starts = requireNonNull(starts, "starts is null");
    this.columnOf = requireNonNull(columnOf, "columnOf is null");
    this.values = requireNonNull(values, "values is null");
    if (columns < 1 || starts.length == 0 || columnOf.length != values.length) {
      throw new IllegalArgumentException(
          "%s columns, %s row starts, %s column numbers and %s values are not a sparse matrix"
              .formatted(columns, starts.length, columnOf.length, values.length));
    }
    if (starts[0] != 0 || starts[starts.length - 1] != values.length) {
      throw new IllegalArgumentException(
          "rows reach from value %s to %s, expected 0 to %s"
              .formatted(starts[0], starts[starts.length - 1], values.length));
    }
    for (int row = 0; row + 1 < starts.length; row++) {
      check(row);
    }
  }

  private void check(int row) {
    if (starts[row] > starts[row + 1]) {
      throw new IllegalArgumentException("row %s ends before it starts".formatted(row));
    }
    for (int i = starts[row]; i < starts[row + 1]; i++) {
      if (columnOf[i] < 0 || columnOf[i] >= columns) {
        throw new IllegalArgumentException(
            "row %s has a value in column %s, expected 0 to %s"
                .formatted(row, columnOf[i], columns - 1));
      }
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "row %s, column %s is %s, expected a finite number"
                .formatted(row, columnOf[i], values[i]));
      }
    }
  }

  /** Number of rows. */
  public int rows() {
    return starts.length - 1;
  }

  /** Number of columns. */
  public int columns() {
    return columns;
  }

  /** Number of values that are held. */
  public int held() {
    return values.length;
  }

  /** Takes the values of a row. */
  @FunctionalInterface
  public interface RowVisitor {
    /** Takes one value that is held and its column, counted from 0. */
    void value(int column, float value);
  }

  /** Hands over the values of a row in their order. */
  public void forEach(int row, RowVisitor visitor) {
    for (int i = starts[row]; i < starts[row + 1]; i++) {
      visitor.value(columnOf[i], values[i]);
    }
  }

  /** A copy whose rows are divided by their sums; a row that sums to 0 stays as it is. */
  public SparseMatrix withRowSumsOfOne() {
    float[] scaled = values.clone();
    for (int row = 0; row < rows(); row++) {
      double sum = 0;
      for (int i = starts[row]; i < starts[row + 1]; i++) {
        sum += values[i];
      }
      for (int i = starts[row]; i < starts[row + 1] && sum != 0; i++) {
        scaled[i] = (float) (values[i] / sum);
      }
    }
    return new SparseMatrix(columns, starts, columnOf, scaled);
  }

  /** The given rows, in the given order. */
  SparseMatrix rows(int[] wanted) {
    int[] newStarts = new int[wanted.length + 1];
    for (int i = 0; i < wanted.length; i++) {
      newStarts[i + 1] = newStarts[i] + starts[wanted[i] + 1] - starts[wanted[i]];
    }
    int[] newColumns = new int[newStarts[wanted.length]];
    float[] newValues = new float[newColumns.length];
    for (int i = 0; i < wanted.length; i++) {
      int length = newStarts[i + 1] - newStarts[i];
      System.arraycopy(columnOf, starts[wanted[i]], newColumns, newStarts[i], length);
      System.arraycopy(values, starts[wanted[i]], newValues, newStarts[i], length);
    }
    return new SparseMatrix(columns, newStarts, newColumns, newValues);
  }

  /** The values that are not zero, as products need them, times factors unless these are null. */
  SparseRows nonZero(double[] factors) {
    return SparseRows.of(columns, starts, columnOf, values, factors);
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(columns);
    writeInts(starts, out);
    writeInts(columnOf, out);
    for (float value : values) {
      out.writeFloat(value);
    }
  }

  static SparseMatrix read(DataInput in) throws IOException {
    int columns = in.readInt();
    int[] starts = readInts(in);
    int[] columnOf = readInts(in);
    float[] values = new float[columnOf.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readFloat();
    }
    return new SparseMatrix(columns, starts, columnOf, values);
  }

  /** Whole numbers with their count before them. */
  static void writeInts(int[] values, DataOutput out) throws IOException {
    out.writeInt(values.length);
    for (int value : values) {
      out.writeInt(value);
    }
  }

  static int[] readInts(DataInput in) throws IOException {
    int[] values = new int[in.readInt()];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readInt();
    }
    return values;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SparseMatrix that
        && columns == that.columns
        && Arrays.equals(starts, that.starts)
        && Arrays.equals(columnOf, that.columnOf)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(starts) + Arrays.hashCode(columnOf);
  }

  /** {@code "2708 x 1433, 49216 values"}. */
  @Override
  public String toString() {
    return "%s x %s, %s values".formatted(rows(), columns, values.length);
  }
}
