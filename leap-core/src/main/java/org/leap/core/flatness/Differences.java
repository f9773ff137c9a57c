package org.leap.core.flatness;

/**
 * How a product of the Hessian and a vector is made of gradients.
 *
 * @param central two gradients a product and an error of second order in the displacement; or one,
 *     a single gradient at the centre, and an error of first order
 * @param relativeStep length of a displacement over that of the trained parameters; 0 for the
 *     default, which depends on the precision
 */
public record Differences(boolean central, double relativeStep) {
  public static final Differences CENTRAL = new Differences(true, 0);

  /** Half the cost. */
  public static final Differences ONE_SIDED = new Differences(false, 0);

  private static final double LARGEST_STEP = 0.1;
  private static final double CENTRAL_FACTOR = 0.1;
  private static final double ONE_SIDED_FACTOR = 0.5;

  public Differences {
    if (!(relativeStep >= 0 && relativeStep <= LARGEST_STEP)) {
      throw new IllegalArgumentException(
          "relative step is %s, expected 0 (the default) to %s"
              .formatted(relativeStep, LARGEST_STEP));
    }
  }

  /**
   * Rounding of parameters and gradient adds an error that grows with roundoff / step, curvature of
   * the gradient one that grows with step^2 (central) or step: a power of the roundoff balances
   * them, and a fraction of it leaves room for gradients that are curved strongly.
   */
  double step(double roundoff) {
    if (relativeStep > 0) {
      return relativeStep;
    }
    return central ? CENTRAL_FACTOR * Math.cbrt(roundoff) : ONE_SIDED_FACTOR * Math.sqrt(roundoff);
  }
}
