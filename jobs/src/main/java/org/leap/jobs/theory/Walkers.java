package org.leap.jobs.theory;

import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.leap.core.noise.Distribution;
import org.leap.core.noise.NoiseStream;

/**
 * Independent walkers that follow {@code x <- x - eta (1 + sigma z) (slope(x) + xi)}: gradient
 * descent with minibatch-like noise xi and a perturbed learning rate. A pure function of the seed.
 */
final class Walkers {
  private final TwoValleys landscape;
  private final double eta;
  private final double sigma;
  private final NoiseStream rates;
  private final NoiseStream gradients;
  private final double[] positions;
  private final float[] z;
  private final float[] xi;
  private long step;

  /** So many walkers, each at its own start. */
  Walkers(
      TwoValleys landscape,
      double eta,
      double sigma,
      long seed,
      int walkers,
      IntToDoubleFunction start) {
    this.landscape = landscape;
    this.eta = eta;
    this.sigma = sigma;
    this.rates = NoiseStream.of(seed, 0, Distribution.GAUSSIAN, Double.POSITIVE_INFINITY);
    this.gradients = NoiseStream.of(seed, 1, Distribution.GAUSSIAN, Double.POSITIVE_INFINITY);
    this.positions = IntStream.range(0, walkers).mapToDouble(start).toArray();
    this.z = new float[walkers];
    this.xi = new float[walkers];
  }

  void advance() {
    rates.fill(step, 0, z);
    gradients.fill(step, 0, xi);
    for (int i = 0; i < positions.length; i++) {
      double x = positions[i];
      double gradient =
          landscape.slope(x) + Math.sqrt(landscape.noise() * landscape.curvature(x)) * xi[i];
      positions[i] = x - eta * (1 + sigma * z[i]) * gradient;
    }
    step++;
  }

  double position(int walker) {
    return positions[walker];
  }
}
