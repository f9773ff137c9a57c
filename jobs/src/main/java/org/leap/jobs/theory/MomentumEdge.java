package org.leap.jobs.theory;

import org.leap.core.noise.Distribution;
import org.leap.core.noise.NoiseStream;

/**
 * The edge almost surely with heavy-ball momentum m, whose update the noise multiplies: {@code w <-
 * m w + a x, x <- x - (1 + sigma z) w}. The Lyapunov exponent of these products of random matrices
 * has no closed form; one long walk measures it, with the same draws for every {@code a}.
 */
final class MomentumEdge {
  private static final int STEPS = 400_000;
  private static final int HALVINGS = 20;
  private static final double FIRST = 1e-3;
  private static final double GROWTH = 1.2;

  private final double sigma;
  private final double momentum;
  private final float[] draws = new float[STEPS];

  MomentumEdge(double sigma, double momentum, Distribution distribution) {
    this.sigma = sigma;
    this.momentum = momentum;
    NoiseStream.of(0, 2, distribution, Double.POSITIVE_INFINITY).fill(0, 0, draws);
  }

  /** The smallest {@code a} above which the walk goes away. */
  double value() {
    double high = FIRST;
    while (exponent(high) <= 0) {
      high *= GROWTH;
    }
    double low = high / GROWTH;
    for (int halving = 0; halving < HALVINGS; halving++) {
      double middle = (low + high) / 2;
      if (exponent(middle) > 0) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return (low + high) / 2;
  }

  private double exponent(double a) {
    double x = 1;
    double w = 0;
    double log = 0;
    for (float z : draws) {
      w = momentum * w + a * x;
      x -= (1 + sigma * z) * w;
      double length = Math.hypot(x, w / a);
      log += Math.log(length);
      x /= length;
      w /= length;
    }
    return log / STEPS;
  }
}
