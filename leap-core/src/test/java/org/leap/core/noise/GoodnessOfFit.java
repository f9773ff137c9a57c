package org.leap.core.noise;

import org.apache.commons.math3.special.Erf;

/**
 * Distance of a sample from the standard normal distribution.
 *
 * @param kolmogorovSmirnov largest distance of the distribution functions, times sqrt(n)
 * @param andersonDarling A squared
 */
record GoodnessOfFit(double kolmogorovSmirnov, double andersonDarling) {
  /** Between grid points of the body, the distribution function is off by less than 4e-9. */
  private static final int PER_UNIT = 3000;

  private static final double BODY = 3;
  private static final double[] GRID = new double[(int) (2 * BODY * PER_UNIT) + 2];

  static {
    for (int i = 0; i < GRID.length; i++) {
      GRID[i] = below(i / (double) PER_UNIT - BODY);
    }
  }

  static GoodnessOfFit ofSorted(float[] z) {
    long n = z.length;
    double distance = 0;
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double p = probabilityBelow(z[i]);
      double q = probabilityBelow(-z[i]);
      distance = Math.max(distance, Math.max((i + 1.0) / n - p, p - (double) i / n));
      sum += (2.0 * i + 1) * Math.log(p) + (2.0 * (n - i) - 1) * Math.log(q);
    }
    return new GoodnessOfFit(distance * Math.sqrt((double) n), -n - sum / n);
  }

  private static double probabilityBelow(double z) {
    if (Math.abs(z) >= BODY) {
      return below(z);
    }
    double x = (z + BODY) * PER_UNIT;
    int i = (int) x;
    return GRID[i] + (x - i) * (GRID[i + 1] - GRID[i]);
  }

  private static double below(double z) {
    return Erf.erfc(-z / Math.sqrt(2)) / 2;
  }
}
