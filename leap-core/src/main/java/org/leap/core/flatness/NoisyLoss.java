package org.leap.core.flatness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The expected loss under Gaussian noise on the trained weights, by pairs of opposite
 * displacements: a pair's mean has no first order term, so that the increase is about {@code s^2
 * trace(H) / 2} for noise of standard deviation s.
 *
 * @param loss without noise
 * @param increase expected loss under noise less {@code loss}; a sample is a pair
 */
public record NoisyLoss(double loss, Estimate increase) {

  /** What the standard deviation is relative to. */
  public enum Scale {
    /** Nothing. */
    ABSOLUTE,
    /** The root mean square of the block's parameters, so that layers of any scale count alike. */
    BLOCK_RMS
  }

  /**
   * Settings of the noise and its draws.
   *
   * @param deviation standard deviation of the noise; that of a parameter's step in training is a
   *     natural choice: sigma times the root mean square of the updates
   * @param pairs each of two losses; at least 2, for a standard error
   */
  public record Options(double deviation, Scale scale, int pairs, long seed) {
    public static final Options DEFAULT = new Options(0.05, Scale.BLOCK_RMS, 10, 0);

    public Options {
      Range.positive("deviation", deviation);
      Range.atLeast(2, "pairs", pairs);
    }
  }

  /** Estimates the expected loss under noise. Costs {@code 2 pairs + 1} losses. */
  public static NoisyLoss of(LossLandscape landscape, Options options) {
    double[] center = landscape.parameters();
    double loss = landscape.loss(center);
    double[] deviations = deviations(landscape.layout(), center, options);
    Draws normals = new Draws(landscape, options.seed, Draws.Purpose.WEIGHT_NOISE);
    List<Double> increases = new ArrayList<>();
    for (int pair = 0; pair < options.pairs; pair++) {
      double[] z = normals.vector(pair);
      Arrays.setAll(z, i -> z[i] * deviations[i]);
      double above = landscape.loss(Vectors.sum(center, 1, z));
      double below = landscape.loss(Vectors.sum(center, -1, z));
      increases.add((above + below) / 2 - loss);
    }
    return new NoisyLoss(loss, Estimate.mean(increases));
  }

  private static double[] deviations(ParameterLayout layout, double[] center, Options options) {
    double[] deviations = new double[center.length];
    for (ParameterBlock block : layout.blocks()) {
      double scale = 1;
      if (options.scale == Scale.BLOCK_RMS) {
        double squares = 0;
        for (int i = block.offset(); i < block.end(); i++) {
          squares += center[i] * center[i];
        }
        scale = Math.sqrt(squares / block.length());
      }
      Arrays.fill(deviations, block.offset(), block.end(), options.deviation * scale);
    }
    return deviations;
  }
}
