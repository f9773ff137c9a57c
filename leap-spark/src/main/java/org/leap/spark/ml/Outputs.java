package org.leap.spark.ml;

import java.io.Serializable;
import java.util.List;

/** Makes the new columns of a row. */
@FunctionalInterface
interface Outputs extends Serializable {
  /**
   * Appends the new columns to a row.
   *
   * @param output what the network puts out for the row
   * @param row takes the values
   */
  void append(float[] output, List<Object> row);
}
