package org.leap.core.flatness;

/**
 * Products of the Hessian and a vector by central differences of gradients: {@code H v = (g(theta +
 * h v) - g(theta - h v)) / 2h + O(h^2)}, two gradients a product. Only trained parameters are
 * moved.
 *
 * <p>The length of the displacement, h |v|, is a fraction of |theta|. Rounding of the parameters
 * and of the gradient adds an error that grows with roundoff / h, curvature of the gradient one
 * that grows with h^2; the default fraction, a tenth of the cube root of the roundoff (4e-4 for
 * float, 5e-7 for double networks), lies where neither shows (see BENCHMARKS.md).
 */
final class Hessian {
  private static final double STEP_FACTOR = 0.1;

  private final LossLandscape landscape;
  private final double[] point;
  private final double displacement;

  /**
   * @param relativeStep length of a displacement over that of the parameters; 0 for the default
   */
  Hessian(LossLandscape landscape, double relativeStep) {
    this.landscape = landscape;
    this.point = landscape.parameters();
    double[] trained = point.clone();
    landscape.layout().maskUntrained(trained);
    double length = Vectors.norm(trained);
    double relative =
        relativeStep == 0 ? STEP_FACTOR * Math.cbrt(landscape.roundoff()) : relativeStep;
    this.displacement = relative * (length == 0 ? 1 : length);
  }

  int size() {
    return point.length;
  }

  /** {@code H v}, a new vector; v is not zero and is 0 where nothing is trained. */
  double[] times(double[] v) {
    double h = displacement / Vectors.norm(v);
    double[] above = new double[v.length];
    double[] below = new double[v.length];
    landscape.gradient(Vectors.sum(point, h, v), above);
    landscape.gradient(Vectors.sum(point, -h, v), below);
    for (int i = 0; i < v.length; i++) {
      above[i] = (above[i] - below[i]) / (2 * h);
    }
    if (!Double.isFinite(Vectors.norm(above))) {
      throw new ArithmeticException(
          "the gradient is not finite near the network's parameters: its Hessian cannot be measured");
    }
    return above;
  }
}
