package org.leap.core.noise;

import java.util.Arrays;

/**
 * Goodness of fit on 10^9 values of one stream, 20 million of each of 50 steps: prints every step's
 * Kolmogorov-Smirnov and Anderson-Darling statistics, how their mean compares, the moments, and the
 * counts in the tails.
 */
public final class NoiseQuality {
  private static final int STEPS = 50;
  private static final int VALUES = 20_000_000;
  private static final double TOTAL = (double) STEPS * VALUES;

  private NoiseQuality() {}

  public static void main(String[] args) {
    var stream = NoiseStream.of(2026, 0, Distribution.GAUSSIAN, Double.POSITIVE_INFINITY);
    float[] z = new float[VALUES];
    double[] moments = new double[5];
    long[] beyond = new long[6];
    double kolmogorov = 0;
    double anderson = 0;
    for (int step = 0; step < STEPS; step++) {
      stream.fill(step, 0, z);
      Arrays.sort(z);
      var fit = GoodnessOfFit.ofSorted(z);
      kolmogorov += fit.kolmogorovSmirnov() / STEPS;
      anderson += fit.andersonDarling() / STEPS;
      for (float value : z) {
        double power = 1;
        for (int k = 1; k <= 4; k++) {
          power *= value;
          moments[k] += power;
        }
        beyond[(int) Math.abs(value)]++;
      }
      System.out.printf(
          "step %d: KS %.3f, AD %.3f%n", step, fit.kolmogorovSmirnov(), fit.andersonDarling());
    }
    double root = Math.sqrt(TOTAL);
    System.out.printf("mean KS %.3f (expected 0.869 +- 0.037)%n", kolmogorov);
    System.out.printf("mean AD %.3f (expected 1.000 +- 0.108)%n", anderson);
    System.out.printf(
        "standard errors: mean %.2f, variance %.2f, third %.2f, fourth %.2f%n",
        moments[1] / root,
        (moments[2] - TOTAL) / root / Math.sqrt(2),
        moments[3] / root / Math.sqrt(15),
        (moments[4] - 3 * TOTAL) / root / Math.sqrt(96));
    for (int k = 0; k < 6; k++) {
      System.out.printf("%d <= |z| < %d: %d%n", k, k + 1, beyond[k]);
    }
  }
}
