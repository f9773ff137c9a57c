package org.leap.core.flatness;

import java.util.Arrays;

/**
 * Elementwise adaptive sharpness of Kwon et al. (2021, ASAM): the largest loss where every weight
 * moves in proportion to its size, {@code |e / |theta||_2 <= rho}, less the loss. Unlike others it
 * stays the same when layers are rescaled so that the network's function does not change. It is
 * searched by projected gradient ascent in the coordinates {@code e / |theta|}; the largest loss
 * seen is a lower bound of the largest there is.
 *
 * @param value rise of the loss
 * @param loss at the parameters
 */
public record AdaptiveSharpness(double value, double loss) {
  /** A start at the centre could not leave a minimum; ascent goes much further than this. */
  private static final double START_RADIUS = 0.1;

  /** Length of a step in units of rho. */
  private static final double STEP = 0.5;

  /**
   * Settings of the search.
   *
   * @param rho radius of the ball
   * @param steps each of one gradient
   */
  public record Options(double rho, int steps, long seed) {
    public static final Options DEFAULT = new Options(0.5, 10, 0);

    public Options {
      Range.positive("rho", rho);
      Range.atLeast(1, "steps", steps);
    }
  }

  /** Searches the highest loss. Costs {@code steps} gradients and two losses. */
  public static AdaptiveSharpness of(LossLandscape landscape, Options options) {
    double[] center = landscape.parameters();
    double[] sizes = new double[center.length];
    Arrays.setAll(sizes, i -> Math.abs(center[i]));
    landscape.layout().maskUntrained(sizes);
    double loss = landscape.loss(center);
    double[] u = new Draws(landscape, options.seed, Draws.Purpose.ADAPTIVE_START).vector(0);
    Vectors.scale(START_RADIUS * options.rho / Vectors.norm(u), u);
    double largest = loss;
    double[] gradient = new double[u.length];
    for (int step = 0; step < options.steps; step++) {
      largest = Math.max(largest, landscape.gradient(at(center, sizes, u), gradient));
      Arrays.setAll(gradient, i -> gradient[i] * sizes[i]);
      double norm = Vectors.norm(gradient);
      if (norm == 0) {
        return new AdaptiveSharpness(largest - loss, loss);
      }
      Vectors.add(STEP * options.rho / norm, gradient, u);
      double length = Vectors.norm(u);
      if (length > options.rho) {
        Vectors.scale(options.rho / length, u);
      }
    }
    largest = Math.max(largest, landscape.loss(at(center, sizes, u)));
    return new AdaptiveSharpness(largest - loss, loss);
  }

  private static double[] at(double[] center, double[] sizes, double[] u) {
    double[] point = new double[u.length];
    Arrays.setAll(point, i -> center[i] + sizes[i] * u[i]);
    return point;
  }
}
