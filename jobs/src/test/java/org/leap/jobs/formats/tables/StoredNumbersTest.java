package org.leap.jobs.formats.tables;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.leap.jobs.formats.tables.StoredNumbers.Array;
import org.leap.jobs.formats.tables.StoredNumbers.Vector;
import org.leap.spark.rows.RowValueException;

final class StoredNumbersTest {
  private static Array array(double... values) {
    return new Array(values, -1);
  }

  private static void assertRefused(String message, StoredNumbers numbers) {
    assertEquals(message, assertThrows(RowValueException.class, numbers::numbers).getMessage());
  }

  /** Single precision has no number between 16,777,216 and 16,777,218. */
  @Test
  void aLongSparseVectorKeepsEveryIndex() {
    int index = (1 << 24) + 1;
    float[] dense = new Vector(0, index + 1, array(index), array(5)).numbers();
    assertEquals(5, dense[index]);
    assertEquals(0, dense[index - 1]);
  }

  @Test
  void zerosThatAreLeftOutAreThere() {
    Vector sparse = new Vector(0, 4, array(1, 3), array(0.5, 0.25));
    assertArrayEquals(new float[] {0, 0.5f, 0, 0.25f}, sparse.numbers());
    Vector dense = new Vector(1, Double.NaN, null, array(1, 2));
    assertArrayEquals(new float[] {1, 2}, dense.numbers());
  }

  @Test
  void whatContradictsItselfIsRefused() {
    assertRefused("null at place 2", new Array(new double[3], 2));
    assertRefused("a vector without values", new Vector(1, 2, null, null));
    assertRefused("a vector of the size -1", new Vector(0, -1, array(0), array(1)));
    assertRefused(
        "a vector of the size 2147483647, at most 100000000 are read",
        new Vector(0, Integer.MAX_VALUE, array(0), array(1)));
    assertRefused(
        "a vector of the size 4294967300, at most 100000000 are read",
        new Vector(0, (1L << 32) + 4, array(0), array(1)));
    assertRefused("a vector of the size null", new Vector(0, Double.NaN, array(0), array(1)));
    assertRefused(
        "a vector of the type null, expected 0 or 1",
        new Vector(Double.NaN, 4, array(0), array(1)));
    assertRefused("a vector of 0 indices and 1 values", new Vector(0, 4, null, array(1)));
    assertRefused(
        "a vector with the index 4, expected 0 to 3", new Vector(0, 4, array(4), array(1)));
  }
}
