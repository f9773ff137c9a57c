package org.leap.core.flatness;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The loss along one filter-normalized random direction (Li et al. 2018).
 *
 * @param points in rising order of their offsets
 */
public record LossLine(List<Point> points) {

  /** The loss at an offset; it may be infinite or NaN far out. */
  public record Point(double offset, double loss) {}

  public LossLine {
    points = List.copyOf(points);
  }

  /** Evaluates the loss along a random direction. Costs {@code points} losses. */
  public static LossLine of(LossLandscape landscape, SliceOptions options) {
    double[] center = landscape.parameters();
    double[] direction = options.direction(landscape, 0);
    return new LossLine(
        IntStream.range(0, options.points())
            .mapToDouble(options::offset)
            .mapToObj(x -> new Point(x, landscape.loss(Vectors.sum(center, x, direction))))
            .toList());
  }
}
