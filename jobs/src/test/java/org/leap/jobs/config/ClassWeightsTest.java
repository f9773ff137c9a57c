package org.leap.jobs.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClassWeightsTest {
  private static final ClassWeights BALANCED = new ClassWeights(List.of());

  @Test
  void balancedClassesCountAlike() {
    // scikit-learn 1.3: compute_class_weight("balanced"), n / (classes n_c).
    assertArrayEquals(
        new double[] {100 / (2 * 90.0), 100 / (2 * 10.0)}, BALANCED.of(new long[] {90, 10}), 1e-12);
    assertArrayEquals(new double[] {2 / 3.0, 0, 2}, BALANCED.of(new long[] {3, 0, 1}), 1e-12);
  }

  @Test
  void theirMeanOverTheExamplesIsOne() {
    double[] weights = new ClassWeights(List.of(1.0, 4.0)).of(new long[] {90, 10});
    assertEquals(4 * weights[0], weights[1], 1e-12);
    assertEquals(1, (90 * weights[0] + 10 * weights[1]) / 100, 1e-12);
  }

  @Test
  void weightsThatDoNotFitAreRefused() {
    var few = new ClassWeights(List.of(1.0, 2.0));
    var none = new ClassWeights(List.of(0.0, 1.0));
    assertEquals(
        "training.classWeights has 2 values, but the data have 3 classes: write one for each",
        assertThrows(IllegalArgumentException.class, () -> few.of(new long[] {1, 1, 1}))
            .getMessage());
    assertEquals(
        "training.classWeights gives every training example the weight 0: raise one",
        assertThrows(IllegalArgumentException.class, () -> none.of(new long[] {5, 0}))
            .getMessage());
  }
}
