package org.leap.spark.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlatVectorTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1023, 1024, 1025, 5000})
  void findsTheFirstValueThatIsNotFinite(int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = i % 3 == 0 ? -Float.MAX_VALUE : i % 3 == 1 ? Float.MIN_VALUE : -0f;
    }
    assertEquals(-1, FlatVector.firstNonFinite(values));
    assertTrue(FlatVector.isFinite(values));
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      for (int place : new int[] {0, length / 2, length - 1}) {
        if (length > 0) {
          float[] spoiled = values.clone();
          Arrays.fill(spoiled, place, length, bad);
          float[] one = values.clone();
          one[place] = bad;
          assertFalse(FlatVector.isFinite(one));
          assertEquals(place, FlatVector.firstNonFinite(spoiled));
          assertFalse(FlatVector.isFinite(spoiled));
        }
      }
    }
  }
}
