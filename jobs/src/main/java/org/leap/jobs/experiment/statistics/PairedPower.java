package org.leap.jobs.experiment.statistics;

import java.util.OptionalInt;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;
import org.apache.commons.math3.analysis.solvers.BrentSolver;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * What a two-sided paired t-test of normal differences finds. Its statistic has a noncentral t
 * distribution: {@code (Z + d) / S} with a normal Z, {@code d = sqrt(n) effect / deviation}, and S
 * the root of a chi-square variable over its degrees of freedom. The probability is integrated over
 * S.
 *
 * @param alpha level of the test
 * @param power probability of finding an effect that is asked for, such as 0.8
 */
public record PairedPower(double alpha, double power) {
  /** More seeds than anybody trains. */
  public static final int MOST_PAIRS = 100_000;

  private static final double TAIL = 1e-13;

  /**
   * Of a fixed rule: one that went on until its sums agreed took over a million for some effects.
   */
  private static final int POINTS = 128;

  private static final GaussIntegratorFactory GAUSS = new GaussIntegratorFactory();
  private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

  /**
   * The probability that the test finds an effect.
   *
   * @param effect mean difference in standard deviations of the differences
   * @param pairs at least 2
   */
  public double of(double effect, int pairs) {
    int freedom = pairs - 1;
    double critical = new TDistribution(null, freedom).inverseCumulativeProbability(1 - alpha / 2);
    double shift = effect * Math.sqrt(pairs);
    var chiSquare = new ChiSquaredDistribution(null, freedom);
    // With the density of S: f(s) = 2 n s chi2(n s^2).
    double found =
        GAUSS
            .legendre(
                POINTS,
                Math.sqrt(chiSquare.inverseCumulativeProbability(TAIL) / freedom),
                Math.sqrt(chiSquare.inverseCumulativeProbability(1 - TAIL) / freedom))
            .integrate(
                s ->
                    2
                        * freedom
                        * s
                        * chiSquare.density(freedom * s * s)
                        * (NORMAL.cumulativeProbability(shift - critical * s)
                            + NORMAL.cumulativeProbability(-shift - critical * s)));
    return Math.min(1, found);
  }

  /**
   * The smallest effect that is found with the power asked for, in standard deviations of the
   * differences.
   */
  public double smallestEffect(int pairs) {
    double high = 1;
    while (of(high, pairs) < power) {
      high *= 2;
    }
    return new BrentSolver(1e-9).solve(200, effect -> of(effect, pairs) - power, 0, high);
  }

  /**
   * How many pairs an effect needs to be found with the power asked for.
   *
   * @param effect above 0, in standard deviations of the differences
   * @return nothing if {@value #MOST_PAIRS} are too few
   */
  public OptionalInt pairsFor(double effect) {
    if (of(effect, MOST_PAIRS) < power) {
      return OptionalInt.empty();
    }
    int enough = 2;
    while (of(effect, enough) < power) {
      enough = Math.min(MOST_PAIRS, 2 * enough);
    }
    int tooFew = enough / 2;
    while (enough - tooFew > 1) {
      int middle = (tooFew + enough) / 2;
      if (of(effect, middle) < power) {
        tooFew = middle;
      } else {
        enough = middle;
      }
    }
    return OptionalInt.of(enough);
  }
}
