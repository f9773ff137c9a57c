package org.leap.jobs.theory;

/**
 * A line with two valleys of equal depth, the sharp one right of the barrier at 0 and the flat one
 * left of it. On each side the loss is a parabola of curvature H around the minimum and one of
 * curvature -H around the barrier's top, joined where their slopes agree, half way up. The gradient
 * carries Gaussian noise of variance {@code noise * H}, as minibatches give near a minimum.
 *
 * @param sharp curvature H of the sharp valley
 * @param flat curvature H of the flat valley
 * @param depth loss at the barrier less that of the minima
 * @param noise variance of a gradient over the curvature
 */
record TwoValleys(double sharp, double flat, double depth, double noise) {

  double curvature(double x) {
    return x >= 0 ? sharp : flat;
  }

  /** Where a valley's parabola meets the barrier's: half way to the minimum. */
  private double join(double curvature) {
    return Math.sqrt(depth / curvature);
  }

  double sharpMinimum() {
    return 2 * join(sharp);
  }

  double flatMinimum() {
    return -2 * join(flat);
  }

  double slope(double x) {
    double curvature = curvature(x);
    double join = join(curvature);
    double distance = Math.abs(x);
    double away = distance < join ? -distance : distance - 2 * join;
    return Math.signum(x) * curvature * away;
  }

  /**
   * Logarithm of the escape time over {@code pi / (eta H)}, to leading order: {@code 2 depth / (eta
   * noise H)}, divided by {@code 1 + sigma^2}.
   */
  double leadingExponent(double curvature, double eta, double sigma) {
    return 2 * depth / (eta * noise * curvature * (1 + sigma * sigma));
  }

  /**
   * The same with the perturbation of the gradient itself, which makes the noise stronger on the
   * slopes: {@code 2 / (eta sigma^2 H) log(1 + sigma^2 / (1 + sigma^2) depth / noise)}.
   */
  double exponent(double curvature, double eta, double sigma) {
    double square = sigma * sigma;
    return square == 0
        ? leadingExponent(curvature, eta, 0)
        : 2 / (eta * square * curvature) * Math.log1p(square / (1 + square) * depth / noise);
  }
}
