package org.leap.core.flatness;

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
}
