package org.leap.core.flatness;

/** {@code loss = minimum + sum of h(i) (x(i) - c(i))^2 / 2}. */
final class Quadratic implements LossLandscape {
  private final double minimum;
  private final double[] curvatures;
  private final double[] point;
  private final double[] center;

  Quadratic(double minimum, double[] curvatures, double[] point, double[] center) {
    this.minimum = minimum;
    this.curvatures = curvatures;
    this.point = point;
    this.center = center;
  }

  static Quadratic at(double[] point, double... curvatures) {
    return new Quadratic(0.5, curvatures, point, point);
  }

  @Override
  public ParameterLayout layout() {
    return ParameterLayout.ofVector(curvatures.length);
  }

  @Override
  public double[] parameters() {
    return point.clone();
  }

  @Override
  public double roundoff() {
    return 0x1p-53;
  }

  @Override
  public double loss(double[] at) {
    return gradient(at, new double[at.length]);
  }

  @Override
  public double gradient(double[] at, double[] gradient) {
    double loss = minimum;
    for (int i = 0; i < at.length; i++) {
      double d = at[i] - center[i];
      gradient[i] = curvatures[i] * d;
      loss += curvatures[i] * d * d / 2;
    }
    return loss;
  }
}
