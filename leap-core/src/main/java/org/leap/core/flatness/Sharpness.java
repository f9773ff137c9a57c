package org.leap.core.flatness;

import org.leap.core.noise.Distribution;

/**
 * Sharpness of Keskar et al. (2017, metric 2.1 with A the identity): the largest loss in a box
 * around the parameters, {@code |y(i)| <= epsilon (|theta(i)| + 1)}, as {@code 100 (largest - loss)
 * / (1 + loss)}. Their L-BFGS-B is replaced by projected gradient ascent, in coordinates in which
 * the box is a cube. The largest loss seen is a lower bound of the largest there is.
 *
 * @param value in percent
 * @param loss at the parameters
 * @param largestLoss seen in the box
 */
public record Sharpness(double value, double loss, double largestLoss) {
  /**
   * A start at the centre could not leave a minimum; this is still much closer to it than ascent
   * goes.
   */
  private static final double START_RADIUS = 0.1;

  /**
   * Settings of the search.
   *
   * @param epsilon relative size of the box
   * @param starts searches, from random points near the centre
   * @param steps of one search, each of one gradient
   * @param stepSize root mean square of a step in units of the box's half width
   */
  public record Options(double epsilon, int starts, int steps, double stepSize, long seed) {
    public static final Options DEFAULT = new Options(1e-3, 1, 10, 0.5, 0);

    public Options {
      Range.positive("epsilon", epsilon);
      Range.atLeast(1, "starts", starts);
      Range.atLeast(1, "steps", steps);
      Range.positive("step size", stepSize);
    }
  }

  /**
   * Searches the highest loss nearby. Costs {@code starts * steps} gradients and {@code starts + 1}
   * losses.
   */
  public static Sharpness of(LossLandscape landscape, Options options) {
    double[] center = landscape.parameters();
    double loss = landscape.loss(center);
    double[] halfWidths = new double[center.length];
    for (int i = 0; i < center.length; i++) {
      halfWidths[i] = options.epsilon * (Math.abs(center[i]) + 1);
    }
    landscape.layout().maskUntrained(halfWidths);
    Draws starts =
        new Draws(
            landscape.layout(), options.seed, Draws.Purpose.SHARPNESS_START, Distribution.UNIFORM);
    double largest = loss;
    for (int start = 0; start < options.starts; start++) {
      double[] u = starts.vector(start);
      Vectors.scale(START_RADIUS / Math.sqrt(3), u);
      largest = Math.max(largest, ascend(landscape, center, halfWidths, u, options));
    }
    return new Sharpness(100 * (largest - loss) / (1 + loss), loss, largest);
  }

  /**
   * @param u where to begin, in units of the half widths; overwritten
   */
  private static double ascend(
      LossLandscape landscape, double[] center, double[] halfWidths, double[] u, Options options) {
    double largest = Double.NEGATIVE_INFINITY;
    double[] gradient = new double[u.length];
    double root = Math.sqrt(landscape.layout().trained());
    for (int step = 0; step < options.steps; step++) {
      largest = Math.max(largest, landscape.gradient(at(center, halfWidths, u), gradient));
      for (int i = 0; i < u.length; i++) {
        gradient[i] *= halfWidths[i];
      }
      double norm = Vectors.norm(gradient);
      if (norm == 0) {
        return largest;
      }
      Vectors.add(options.stepSize * root / norm, gradient, u);
      for (int i = 0; i < u.length; i++) {
        u[i] = Math.max(-1, Math.min(1, u[i]));
      }
    }
    return Math.max(largest, landscape.loss(at(center, halfWidths, u)));
  }

  private static double[] at(double[] center, double[] halfWidths, double[] u) {
    double[] point = new double[u.length];
    for (int i = 0; i < u.length; i++) {
      point[i] = center[i] + halfWidths[i] * u[i];
    }
    return point;
  }
}
