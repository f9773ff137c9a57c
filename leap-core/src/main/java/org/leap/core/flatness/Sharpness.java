package org.leap.core.flatness;

import java.util.Arrays;

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
  /** A start at the centre could not leave a minimum; ascent goes much further than this. */
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
    Arrays.setAll(halfWidths, i -> options.epsilon * (Math.abs(center[i]) + 1));
    landscape.layout().maskUntrained(halfWidths);
    Draws starts = new Draws(landscape, options.seed, Draws.Purpose.SHARPNESS_START);
    double largest = loss;
    for (int start = 0; start < options.starts; start++) {
      double[] u = starts.vector(start);
      Vectors.scale(START_RADIUS / Math.sqrt(3), u);
      largest = Math.max(largest, ascend(landscape, center, halfWidths, u, options));
    }
    return new Sharpness(100 * (largest - loss) / (1 + loss), loss, largest);
  }

  /** Begins at u, in units of the half widths, and overwrites it. */
  private static double ascend(
      LossLandscape landscape, double[] center, double[] halfWidths, double[] u, Options options) {
    double largest = Double.NEGATIVE_INFINITY;
    double[] gradient = new double[u.length];
    double root = Math.sqrt(landscape.layout().trained());
    for (int step = 0; step < options.steps; step++) {
      largest = Math.max(largest, landscape.gradient(at(center, halfWidths, u), gradient));
      Arrays.setAll(gradient, i -> gradient[i] * halfWidths[i]);
      double norm = Vectors.norm(gradient);
      if (norm == 0) {
        return largest;
      }
      Vectors.add(options.stepSize * root / norm, gradient, u);
      Arrays.setAll(u, i -> Math.max(-1, Math.min(1, u[i])));
    }
    return Math.max(largest, landscape.loss(at(center, halfWidths, u)));
  }

  private static double[] at(double[] center, double[] halfWidths, double[] u) {
    double[] point = new double[u.length];
    Arrays.setAll(point, i -> center[i] + halfWidths[i] * u[i]);
    return point;
  }
}
