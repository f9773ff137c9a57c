package org.leap.jobs.experiment.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PairedComparisonTest {
  /** Student's (1908) sleep data, R's {@code sleep}: extra hours with two drugs. */
  private static final List<Double> DRUG_1 =
      List.of(0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0);

  private static final List<Double> DRUG_2 =
      List.of(1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4);

  /** R: {@code t.test(extra ~ group, data = sleep, paired = TRUE)}. */
  @Test
  void agreesWithStudentsSleepData() {
    PairedComparison comparison = PairedComparison.of(DRUG_1, DRUG_2, 0.95);
    assertEquals(10, comparison.pairs());
    assertEquals(0.75, comparison.treatment().mean(), 1e-12);
    assertEquals(1.789010, comparison.treatment().standardDeviation(), 1e-6);
    assertEquals(2.33, comparison.control().mean(), 1e-12);
    assertEquals(-1.58, comparison.difference().mean(), 1e-12);
    assertEquals(1.2299955, comparison.difference().standardDeviation(), 1e-7);
    assertEquals(0.002832890, comparison.tTest(), 1e-9);
    assertEquals(-2.4598858, comparison.interval().low(), 1e-7);
    assertEquals(-0.7001142, comparison.interval().high(), 1e-7);
    // All nine differences that are not 0 have one sign: 2 / 2^9.
    assertEquals(2.0 / 512, comparison.wilcoxon(), 1e-12);
  }

  @Test
  void intervalFollowsItsConfidence() {
    PairedComparison.Interval interval = PairedComparison.of(DRUG_1, DRUG_2, 0.99).interval();
    assertEquals(-2.8440518, interval.low(), 1e-7);
    assertEquals(-0.3159481, interval.high(), 1e-7);
    assertTrue(interval.low() <= -1.58 && -1.58 <= interval.high() && interval.high() < 0);
  }

  /**
   * The larger p of SciPy 1.17's {@code ttest_1samp(d, -margin, alternative="greater")} and {@code
   * ttest_1samp(d, margin, alternative="less")}.
   */
  @Test
  void equivalenceAgreesWithTwoOneSidedTests() {
    PairedComparison comparison = PairedComparison.of(DRUG_1, DRUG_2, 0.95);
    assertEquals(0.1541572356690974, comparison.equivalence(2), 1e-12);
    assertEquals(0.002655570292658671, comparison.equivalence(3), 1e-12);
    assertEquals(
        comparison.equivalence(3),
        PairedComparison.of(DRUG_2, DRUG_1, 0.95).equivalence(3),
        1e-12,
        "either way round");
    assertEquals(0, PairedComparison.of(DRUG_1, DRUG_1, 0.95).equivalence(0.1));
  }

  /** With a difference on the margin, one test in twenty says equivalent. */
  @Test
  void testsUnderTheirHypothesesKeepTheirLevel() {
    SplittableRandom random = new SplittableRandom(5);
    int trials = 4000;
    int different = 0;
    int equivalent = 0;
    for (int i = 0; i < trials; i++) {
      List<Double> noise = Stream.generate(random::nextGaussian).limit(8).toList();
      List<Double> zeros = Collections.nCopies(8, 0.0);
      different += PairedComparison.of(noise, zeros, 0.95).tTest() < 0.05 ? 1 : 0;
      List<Double> atTheMargin = noise.stream().map(x -> 3 + x).toList();
      equivalent += PairedComparison.of(atTheMargin, zeros, 0.95).equivalence(3) < 0.05 ? 1 : 0;
    }
    // Four standard errors of a share of 0.05.
    assertEquals(0.05, different / (double) trials, 0.014);
    assertEquals(0.05, equivalent / (double) trials, 0.014);
  }

  @Test
  void onePairHasNoSpread() {
    PairedComparison comparison = PairedComparison.of(List.of(1.0), List.of(2.0), 0.95);
    assertTrue(Double.isNaN(comparison.tTest()));
    assertTrue(Double.isNaN(comparison.interval().low()));
    assertEquals(1, comparison.wilcoxon());
  }

  @Test
  void equalValuesAreNoEvidence() {
    PairedComparison comparison = PairedComparison.of(DRUG_1, DRUG_1, 0.95);
    assertEquals(1, comparison.tTest());
    assertEquals(1, comparison.wilcoxon());
  }

  @Test
  void badValuesAreNamed() {
    assertEquals(
        "2 values with and 1 without: a paired comparison needs both for every seed",
        message(() -> PairedComparison.of(List.of(1.0, 2.0), List.of(1.0), 0.95)));
    assertEquals(
        "value is NaN, expected a finite number: leave out pairs with a failed run",
        message(() -> PairedComparison.of(List.of(Double.NaN), List.of(1.0), 0.95)));
    assertEquals(
        "there are no values to summarize",
        message(() -> PairedComparison.of(List.of(), List.of(), 0.95)));
    assertEquals(
        "confidence is 95.0, expected between 0 and 1",
        message(() -> PairedComparison.of(List.of(1.0), List.of(1.0), 95)));
  }

  private static String message(Runnable comparison) {
    return assertThrows(IllegalArgumentException.class, comparison::run).getMessage();
  }
}
