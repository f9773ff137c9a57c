package org.leap.core.update;

/**
 * The rate of optimizers whose means start from zero, as libnd4j computes it: {@code eta sqrt(1 -
 * beta2^t) / (1 - beta1^t)} in step t, from 1 (Kingma and Ba 2015), and epsilon where that is 0 or
 * no finite number.
 */
final class BiasCorrectedRate {
  private BiasCorrectedRate() {}

  /** {@code beta^(iteration + 1)}, by squaring: StrictMath's pow allocates. */
  static double power(double beta, int iteration) {
    double power = 1;
    double square = beta;
    for (long left = iteration + 1L; left > 0; left >>= 1) {
      power *= (left & 1) == 1 ? square : 1;
      square *= square;
    }
    return power;
  }

  /** With beta2 0 the second mean is not corrected. */
  static float of(float rate, float beta1, float beta2, float epsilon, int iteration) {
    float root = (float) Math.sqrt((float) (1.0 - (float) power(beta2, iteration)));
    float corrected = (float) (rate * root / (1.0 - (float) power(beta1, iteration)));
    return corrected == 0 || !Float.isFinite(corrected) ? epsilon : corrected;
  }
}
