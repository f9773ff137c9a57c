package org.leap.jobs.experiment.statistics;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * Two systems on the same seeds.
 *
 * @param treatment values with LEAP
 * @param control values without
 * @param difference treatment less control, pair by pair
 * @param interval of the mean difference, by Student's t; NaN for a single pair
 * @param tTest two-sided p of the paired t-test; NaN for a single pair
 * @param wilcoxon two-sided p of the signed-rank test
 */
public record PairedComparison(
    Summary treatment,
    Summary control,
    Summary difference,
    Interval interval,
    double tTest,
    double wilcoxon) {

  /** A confidence interval. */
  public record Interval(double low, double high) {}

  /**
   * Compares two systems by their values on the same seeds.
   *
   * @param treatment one value a seed
   * @param control of the same seeds in the same order
   * @param confidence level of the interval, such as 0.95
   * @throws IllegalArgumentException if the lists differ in length or are empty, or a value is not
   *     finite
   */
  public static PairedComparison of(
      List<Double> treatment, List<Double> control, double confidence) {
    if (treatment.size() != control.size()) {
      throw new IllegalArgumentException(
          "%s values with and %s without: a paired comparison needs both for every seed"
              .formatted(treatment.size(), control.size()));
    }
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException(
          "confidence is " + confidence + ", expected between 0 and 1");
    }
    Summary with = Summary.of(treatment);
    Summary without = Summary.of(control);
    List<Double> differences =
        IntStream.range(0, treatment.size())
            .mapToObj(i -> treatment.get(i) - control.get(i))
            .toList();
    Summary difference = Summary.of(differences);
    return new PairedComparison(
        with,
        without,
        difference,
        interval(difference, confidence),
        tTest(difference),
        WilcoxonSignedRank.pValue(differences));
  }

  /**
   * The p of two one-sided t-tests (TOST, Schuirmann 1987) that the mean difference is as large as
   * a margin, or larger: small where it is surely less, in either direction.
   *
   * @param margin above 0, in the unit of the values
   * @return NaN for a single pair
   */
  public double equivalence(double margin) {
    if (difference.count() < 2) {
      return Double.NaN;
    }
    double room = margin - Math.abs(difference.mean());
    if (difference.standardDeviation() == 0) {
      return room > 0 ? 0 : 1;
    }
    return student(difference).cumulativeProbability(-room / difference.standardError());
  }

  /** Number of pairs. */
  public int pairs() {
    return difference.count();
  }

  private static Interval interval(Summary difference, double confidence) {
    if (difference.count() < 2) {
      return new Interval(Double.NaN, Double.NaN);
    }
    double half =
        student(difference).inverseCumulativeProbability((1 + confidence) / 2)
            * difference.standardError();
    return new Interval(difference.mean() - half, difference.mean() + half);
  }

  private static double tTest(Summary difference) {
    if (difference.count() < 2) {
      return Double.NaN;
    }
    if (difference.standardDeviation() == 0) {
      return difference.mean() == 0 ? 1 : 0;
    }
    double t = Math.abs(difference.mean()) / difference.standardError();
    return 2 * student(difference).cumulativeProbability(-t);
  }

  private static TDistribution student(Summary difference) {
    return new TDistribution(null, difference.count() - 1);
  }
}
