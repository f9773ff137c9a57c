package org.leap.jobs.theory;

import java.util.stream.DoubleStream;
import org.leap.core.noise.Distribution;
import org.leap.core.noise.NoiseStream;

/**
 * The factor by which a step multiplies the mean square distance to a minimum, without gradient
 * noise: below 1 is stable.
 *
 * @param etaH learning rate times curvature
 * @param measured the fifth root of the growth in five steps
 * @param standardError of it
 * @param law {@code (1 - eta H)^2 + sigma^2 (eta H)^2}, which is 1 at {@code eta H (1 + sigma^2) =
 *     2}
 */
public record MeanSquare(
    double sigma, double etaH, double measured, double standardError, double law) {
  private static final int STEPS = 5;

  static MeanSquare measure(double sigma, double etaH, int walkers, long seed) {
    NoiseStream rates = NoiseStream.of(seed, 0, Distribution.GAUSSIAN, Double.POSITIVE_INFINITY);
    float[] z = new float[walkers];
    double[] x = DoubleStream.generate(() -> 1).limit(walkers).toArray();
    for (int step = 0; step < STEPS; step++) {
      rates.fill(step, 0, z);
      for (int i = 0; i < walkers; i++) {
        x[i] *= 1 - etaH * (1 + sigma * z[i]);
      }
    }
    double sum = 0;
    double squares = 0;
    for (double value : x) {
      sum += value * value;
      squares += Math.pow(value, 4);
    }
    double mean = sum / walkers;
    double factor = Math.pow(mean, 1.0 / STEPS);
    double error = Math.sqrt(Math.max(0, squares / walkers - mean * mean) / walkers);
    double relative = mean == 0 ? 0 : error / mean / STEPS;
    double law = (1 - etaH) * (1 - etaH) + sigma * sigma * etaH * etaH;
    return new MeanSquare(sigma, etaH, factor, factor * relative, law);
  }
}
