package org.leap.spark.rows;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class SparkRowTest {
  /** Sixteen bytes that would ask for eight gigabytes. */
  @Test
  void aVectorThatClaimsToBeHugeIsRefused() {
    Row row = RowFactory.create(Vectors.sparse(Integer.MAX_VALUE, new int[] {7}, new double[] {1}));
    RowView view = new SparkRow(row);
    var refused = assertThrows(RowValueException.class, () -> view.numbers(0));
    assertEquals(
        "a vector of the size 2147483647, at most 100000000 are read", refused.getMessage());
  }

  @Test
  void zerosThatAreLeftOutAreThere() {
    Row row = RowFactory.create(Vectors.sparse(3, new int[] {1}, new double[] {0.5}));
    assertArrayEquals(new float[] {0, 0.5f, 0}, new SparkRow(row).numbers(0));
  }
}
