package org.leap.core.flatness;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The loss on the plane of two filter-normalized random directions (Li et al. 2018), the first of
 * which is that of {@link LossLine} for the same seed.
 *
 * @param offsets along either axis, in rising order
 * @param losses {@code losses.get(j).get(i)} is the loss at {@code offsets(i)} along the first
 *     direction and {@code offsets(j)} along the second
 */
public record LossPlane(List<Double> offsets, List<List<Double>> losses) {

  public LossPlane {
    offsets = List.copyOf(offsets);
    losses = losses.stream().map(List::copyOf).toList();
  }

  /** Evaluates the loss on a random plane. Costs {@code points^2} losses. */
  public static LossPlane of(LossLandscape landscape, SliceOptions options) {
    double[] center = landscape.parameters();
    double[] first = options.direction(landscape, 0);
    double[] second = options.direction(landscape, 1);
    List<Double> offsets = IntStream.range(0, options.points()).mapToObj(options::offset).toList();
    List<List<Double>> losses = new ArrayList<>();
    for (double y : offsets) {
      double[] row = Vectors.sum(center, y, second);
      losses.add(offsets.stream().map(x -> landscape.loss(Vectors.sum(row, x, first))).toList());
    }
    return new LossPlane(offsets, losses);
  }
}
