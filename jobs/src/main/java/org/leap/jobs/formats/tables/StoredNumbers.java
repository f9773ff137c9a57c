package org.leap.jobs.formats.tables;

import org.leap.spark.rows.RowValueException;
import org.leap.spark.rows.RowView;

/** An array or a vector of numbers as a Parquet file stores it. */
sealed interface StoredNumbers {
  /**
   * The numbers, zeros included, {@code [size]}.
   *
   * @throws RowValueException if one is null, a vector contradicts itself, or it says that it has
   *     more than {@value RowView#MOST_NUMBERS} numbers
   */
  float[] numbers();

  /** Whether zeros are left out. */
  boolean isSparse();

  /**
   * An array.
   *
   * @param values 0 where one is null
   * @param nullAt the first place without a value, or -1
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Array(double[] values, int nullAt) implements StoredNumbers {
    private double[] present() {
      if (nullAt >= 0) {
        throw new RowValueException("null at place " + nullAt);
      }
      return values;
    }

    @Override
    public float[] numbers() {
      double[] present = present();
      float[] numbers = new float[present.length];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = (float) present[i];
      }
      return numbers;
    }

    @Override
    public boolean isSparse() {
      return false;
    }
  }

  /**
   * Spark's vector.
   *
   * @param type {@value #SPARSE} if zeros are left out, {@value #DENSE} if not
   * @param size NaN in one that is not sparse
   * @param indices null in one that is not sparse
   * @param values null in a damaged one, in which anything may be
   */
  record Vector(double type, double size, Array indices, Array values) implements StoredNumbers {
    private static final int SPARSE = 0;
    private static final int DENSE = 1;

    @Override
    public float[] numbers() {
      if (values == null) {
        throw new RowValueException("a vector without values");
      }
      if (type != SPARSE && type != DENSE) {
        throw new RowValueException("a vector of the type " + written(type) + ", expected 0 or 1");
      }
      float[] numbers = values.numbers();
      if (!isSparse()) {
        return numbers;
      }
      double[] places = indices == null ? new double[0] : indices.present();
      if (!(size >= 0)) {
        throw new RowValueException("a vector of the size " + written(size));
      }
      if (size > RowView.MOST_NUMBERS) {
        throw RowValueException.wide((long) size);
      }
      if (places.length != numbers.length) {
        throw new RowValueException(
            "a vector of %s indices and %s values".formatted(places.length, numbers.length));
      }
      float[] dense = new float[(int) size];
      for (int i = 0; i < places.length; i++) {
        int place = (int) places[i];
        if (place < 0 || place >= dense.length) {
          throw new RowValueException(
              "a vector with the index %s, expected 0 to %s".formatted(place, dense.length - 1));
        }
        dense[place] = numbers[i];
      }
      return dense;
    }

    private static String written(double number) {
      return Double.isNaN(number) ? "null" : String.valueOf((long) number);
    }

    @Override
    public boolean isSparse() {
      return type == SPARSE;
    }
  }
}
