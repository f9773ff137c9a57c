package org.leap.core.flatness;

/**
 * Products of the Hessian and a vector by differences of gradients: {@code (g(theta + h v) -
 * g(theta - h v)) / 2h}, or {@code (g(theta + h v) - g(theta)) / h} one-sided. Only trained
 * parameters are moved. Where the gradient has kinks, as with ReLU, it is the mean slope over the
 * displacement.
 */
final class Hessian {
  private final LossLandscape landscape;
  private final Differences differences;
  private final double[] point;
  private final double displacement;
  private double[] atCenter;
  private double loss;

  Hessian(LossLandscape landscape, Differences differences) {
    this.landscape = landscape;
    this.differences = differences;
    this.point = landscape.parameters();
    double[] trained = point.clone();
    landscape.layout().maskUntrained(trained);
    double length = Vectors.norm(trained);
    this.displacement = differences.step(landscape.roundoff()) * (length == 0 ? 1 : length);
  }

  /** {@code H v}, a new vector; v is not zero and is 0 where nothing is trained. */
  double[] times(double[] v) {
    double h = displacement / Vectors.norm(v);
    double[] product = gradient(Vectors.sum(point, h, v));
    Vectors.add(
        -1, differences.central() ? gradient(Vectors.sum(point, -h, v)) : center(), product);
    Vectors.scale(1 / (differences.central() ? 2 * h : h), product);
    if (!Double.isFinite(Vectors.norm(product))) {
      throw new ArithmeticException(
          "the gradient is not finite near the network's parameters: its Hessian cannot be measured");
    }
    return product;
  }

  private double[] center() {
    if (atCenter == null) {
      atCenter = new double[point.length];
      loss = landscape.gradient(point, atCenter);
    }
    return atCenter;
  }

  /** At the point itself. */
  double loss() {
    center();
    return loss;
  }

  private double[] gradient(double[] at) {
    double[] gradient = new double[at.length];
    landscape.gradient(at, gradient);
    return gradient;
  }
}
