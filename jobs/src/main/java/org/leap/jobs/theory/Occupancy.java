package org.leap.jobs.theory;

import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * How many walkers are in which valley after some steps, when half of them began in each.
 *
 * @param flat walkers in the flat valley
 * @param sharp walkers in the sharp valley
 */
public record Occupancy(double sigma, int flat, int sharp) {

  static Occupancy measure(
      TwoValleys landscape, double eta, double sigma, int walkers, long steps, long seed) {
    IntToDoubleFunction start =
        i -> i % 2 == 0 ? landscape.flatMinimum() : landscape.sharpMinimum();
    Walkers population = new Walkers(landscape, eta, sigma, seed, walkers, start);
    for (long step = 0; step < steps; step++) {
      population.advance();
    }
    int flat = (int) IntStream.range(0, walkers).filter(i -> population.position(i) < 0).count();
    return new Occupancy(sigma, flat, walkers - flat);
  }

  /** Walkers in the flat valley, divided by those in the sharp one. */
  public double ratio() {
    return (double) flat / sharp;
  }

  /**
   * How many times the other ratio this ratio is, with its confidence interval, by the normal
   * approximation of the logarithm.
   */
  public Growth over(Occupancy other, double confidence) {
    double log = Math.log(ratio() / other.ratio());
    double error = Math.sqrt(1.0 / flat + 1.0 / sharp + 1.0 / other.flat + 1.0 / other.sharp);
    double z =
        new NormalDistribution(null, 0, 1).inverseCumulativeProbability((1 + confidence) / 2);
    return new Growth(Math.exp(log), Math.exp(log - z * error), Math.exp(log + z * error));
  }

  /** A quotient of two ratios and its confidence interval. */
  public record Growth(double factor, double low, double high) {}
}
