package org.leap.core.flatness;

import java.util.Arrays;

/**
 * Points at which a slice of the loss is evaluated.
 *
 * @param radius largest offset, in filter lengths: at 1 the displacement of a filter is as long as
 *     the filter
 * @param points along an axis; odd, so that the network itself is one of them
 */
public record SliceOptions(double radius, int points, long seed) {
  public static final SliceOptions DEFAULT = new SliceOptions(1, 21, 0);

  public SliceOptions {
    Range.positive("radius", radius);
    if (points < 3 || points % 2 == 0) {
      throw new IllegalArgumentException(
          "points is " + points + ", expected an odd number of at least 3");
    }
  }

  /** Offset number {@code i}, exactly 0 in the middle. */
  double offset(int i) {
    int half = points / 2;
    return radius * (i - half) / half;
  }

  /**
   * Random direction number {@code number} of Li et al. (2018): Gaussian, each filter scaled to the
   * length of the network's own, so that slices of networks whose weights differ in scale can be
   * compared. Biases and batch normalization stay where they are, as in their published figures.
   */
  double[] direction(LossLandscape landscape, int number) {
    ParameterLayout layout = landscape.layout();
    double[] center = landscape.parameters();
    double[] direction = new Draws(landscape, seed, Draws.Purpose.SLICE_DIRECTION).vector(number);
    boolean anyFilter = layout.blocks().stream().anyMatch(b -> b.filterLength() > 0);
    for (ParameterBlock block : layout.blocks()) {
      if (block.filterLength() > 0) {
        for (int from = block.offset(); from < block.end(); from += block.filterLength()) {
          rescale(direction, center, from, from + block.filterLength());
        }
      } else if (anyFilter) {
        Arrays.fill(direction, block.offset(), block.end(), 0);
      } else {
        rescale(direction, center, block.offset(), block.end());
      }
    }
    return direction;
  }

  private static void rescale(double[] direction, double[] center, int from, int to) {
    double own = 0;
    double target = 0;
    for (int i = from; i < to; i++) {
      own += direction[i] * direction[i];
      target += center[i] * center[i];
    }
    double factor = own == 0 ? 0 : Math.sqrt(target / own);
    for (int i = from; i < to; i++) {
      direction[i] *= factor;
    }
  }
}
