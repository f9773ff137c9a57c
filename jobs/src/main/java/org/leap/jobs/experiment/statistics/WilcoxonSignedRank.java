package org.leap.jobs.experiment.statistics;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.special.Erf;
import org.apache.commons.math3.stat.ranking.NaturalRanking;
import org.apache.commons.math3.stat.ranking.TiesStrategy;

/**
 * Wilcoxon's signed-rank test that differences are symmetric about 0. Differences of 0 are left
 * out, equal ones share their mean rank. Up to {@value #EXACT} differences p is exact, ties
 * included (all sign patterns are counted); beyond, the normal approximation with corrections for
 * ties and continuity.
 */
final class WilcoxonSignedRank {
  private static final int EXACT = 100;

  private static final double ROUNDING = 1e-12;

  private WilcoxonSignedRank() {}

  /** Two-sided p; 1 if all differences are 0. */
  static double pValue(List<Double> differences) {
    double largest = differences.stream().mapToDouble(Math::abs).max().orElse(0);
    if (largest == 0) {
      return 1;
    }
    // Differences that are equal on paper differ by rounding.
    double quantum = largest * ROUNDING;
    double[] d =
        differences.stream().mapToDouble(x -> Math.rint(x / quantum)).filter(x -> x != 0).toArray();
    double[] ranks =
        new NaturalRanking(TiesStrategy.AVERAGE).rank(Arrays.stream(d).map(Math::abs).toArray());
    double plus = 0;
    double minus = 0;
    for (int i = 0; i < d.length; i++) {
      if (d[i] > 0) {
        plus += ranks[i];
      } else {
        minus += ranks[i];
      }
    }
    double smaller = Math.min(plus, minus);
    double tail = d.length <= EXACT ? exact(ranks, smaller) : normal(ranks, smaller);
    return Math.min(1, 2 * tail);
  }

  /** Probability of a rank sum of at most {@code sum}. Twice a mean rank is a whole number. */
  private static double exact(double[] ranks, double sum) {
    int limit = (int) Math.round(2 * sum);
    double[] probability = new double[limit + 1];
    probability[0] = 1;
    for (double rank : ranks) {
      int step = (int) Math.round(2 * rank);
      for (int s = limit; s >= 0; s--) {
        probability[s] = (probability[s] + (s >= step ? probability[s - step] : 0)) / 2;
      }
    }
    return Arrays.stream(probability).sum();
  }

  /** The variance of a sum of signed ranks is a quarter of the sum of their squares. */
  private static double normal(double[] ranks, double sum) {
    double mean = Arrays.stream(ranks).sum() / 2;
    double deviation = Math.sqrt(Arrays.stream(ranks).map(r -> r * r).sum() / 4);
    double z = (sum + 0.5 - mean) / deviation;
    return Erf.erfc(-z / Math.sqrt(2)) / 2;
  }
}
