package org.leap.jobs.theory;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.analysis.solvers.BrentSolver;
import org.apache.commons.math3.distribution.PoissonDistribution;
import org.apache.commons.math3.special.Gamma;
import org.leap.core.noise.Distribution;

/**
 * The edge of stability of gradient descent with LEAP along one direction: the largest {@code a =
 * eta H}, learning rate times curvature, up to which steps of any smaller {@code a} come nearer. A
 * step multiplies the distance by {@code 1 - a (1 + sigma z)}. Derived in {@code docs/theory.md}.
 */
public final class Edge {
  private static final double SCAN = 0x1p-9;
  private static final double ACCURACY = 1e-12;

  /** Above it the factor hardly varies, and a series in its relative deviation is exact. */
  private static final double NEARLY_CONSTANT = 1e4;

  private static final double POISSON_DEVIATIONS = 12;

  private Edge() {}

  /** In the mean square: {@code 2 / (1 + sigma^2)}, for any distribution of variance 1. */
  public static double meanSquare(double sigma) {
    return meanSquare(sigma, 0);
  }

  /**
   * In the mean square with heavy-ball momentum, whose update the noise multiplies: {@code 2 (1 -
   * m^2) / ((1 + sigma^2) (1 + m) - 2 m)}.
   *
   * @param momentum m, at least 0 and below 1
   */
  public static double meanSquare(double sigma, double momentum) {
    return 2 * (1 - momentum * momentum) / ((1 + sigma * sigma) * (1 + momentum) - 2 * momentum);
  }

  /**
   * Almost surely: the smallest positive root of {@code E log |1 - a (1 + sigma z)|}, the Lyapunov
   * exponent.
   */
  public static double almostSure(double sigma, Distribution distribution) {
    return firstRoot(a -> exponent(a, sigma, distribution));
  }

  /**
   * The same with heavy-ball momentum, to one or two percent.
   *
   * @param momentum m, at least 0 and below 1
   */
  public static double almostSure(double sigma, Distribution distribution, double momentum) {
    if (momentum == 0) {
      return almostSure(sigma, distribution);
    }
    return sigma == 0
        ? 2 * (1 + momentum)
        : new MomentumEdge(sigma, momentum, distribution).value();
  }

  /** Where a function that falls from 0 at first rises above it; it must do so. */
  private static double firstRoot(DoubleUnaryOperator exponent) {
    double a = SCAN;
    while (exponent.applyAsDouble(a) <= 0) {
      a += SCAN;
    }
    double below = a - SCAN;
    if (exponent.applyAsDouble(below) >= 0) {
      return below; // zero to the last bit
    }
    return new BrentSolver(ACCURACY).solve(200, exponent::applyAsDouble, below, a);
  }

  /** {@code E log |1 - a (1 + sigma z)|}; minus infinity where a step may end in the minimum. */
  static double exponent(double a, double sigma, Distribution distribution) {
    double mean = 1 - a;
    double deviation = a * sigma;
    if (deviation == 0) {
      return Math.log(Math.abs(mean));
    }
    return switch (distribution) {
      case GAUSSIAN -> gaussian(mean, deviation);
      case UNIFORM -> uniform(mean, Math.sqrt(3) * deviation);
      case RADEMACHER -> Math.log(Math.abs(mean * mean - deviation * deviation)) / 2;
    };
  }

  /**
   * {@code E log |m + s z|}: the square over s^2 is chi-squared with one degree of freedom and
   * non-centrality {@code l = m^2 / s^2}, which is a mixture of chi-squared variables of {@code 1 +
   * 2j} degrees with Poisson weights of mean {@code l / 2}, and {@code E log chi2(k) = log 2 +
   * digamma(k / 2)}.
   */
  private static double gaussian(double mean, double deviation) {
    double ratio = mean * mean / (deviation * deviation);
    if (ratio > NEARLY_CONSTANT) {
      double v = 1 / ratio;
      return Math.log(Math.abs(mean)) - v / 2 - 3 * v * v / 4 - 5 * v * v * v / 2;
    }
    double half = ratio / 2;
    double digamma =
        -Gamma.GAMMA - 2 * Math.log(2); // of 1/2; then digamma(x + 1) = digamma(x) + 1 / x
    if (half == 0) {
      return Math.log(deviation) + (Math.log(2) + digamma) / 2;
    }
    PoissonDistribution weights = new PoissonDistribution(half);
    double last = half + POISSON_DEVIATIONS * (Math.sqrt(half) + 2);
    double sum = 0;
    for (int j = 0; j <= last; j++) {
      sum += weights.probability(j) * digamma;
      digamma += 1 / (0.5 + j);
    }
    return Math.log(deviation) + (Math.log(2) + sum) / 2;
  }

  /** {@code E log |m + w u|} for u uniform between -1 and 1. */
  private static double uniform(double mean, double width) {
    return (logIntegral(mean + width) - logIntegral(mean - width)) / (2 * width);
  }

  /** The integral of log |x| from 0. */
  private static double logIntegral(double x) {
    return x == 0 ? 0 : x * Math.log(Math.abs(x)) - x;
  }
}
