package org.leap.jobs.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The points of a curve, in order of x and with finite coordinates. */
record Series(List<Point> points) {
  record Point(double x, double y) {}

  /** Leaves out what is not finite. */
  static <P> Series of(List<P> items, ToDoubleFunction<P> x, ToDoubleFunction<P> y) {
    return new Series(
        items.stream()
            .map(item -> new Point(x.applyAsDouble(item), y.applyAsDouble(item)))
            .filter(point -> Double.isFinite(point.x) && Double.isFinite(point.y))
            .toList());
  }

  /** At most {@code limit} points, each the mean of {@code stride(limit)} neighbours. */
  Series thinned(int limit) {
    int stride = stride(limit);
    if (stride == 1) {
      return this;
    }
    List<Point> means = new ArrayList<>();
    for (int from = 0; from < points.size(); from += stride) {
      List<Point> group = points.subList(from, Math.min(points.size(), from + stride));
      means.add(new Point(mean(group, Point::x), mean(group, Point::y)));
    }
    return new Series(means);
  }

  /** There above and back below; nothing around a single point. */
  static Optional<Series> outline(Series above, Series below) {
    if (above.points.size() < 2) {
      return Optional.empty();
    }
    List<Point> outline = new ArrayList<>(below.points);
    Collections.reverse(outline);
    outline.addAll(0, above.points);
    return Optional.of(new Series(outline));
  }

  int stride(int limit) {
    return Math.max(1, (points.size() + limit - 1) / limit);
  }

  double[] coordinates(ToDoubleFunction<Point> axis) {
    return points.stream().mapToDouble(axis).toArray();
  }

  private static double mean(List<Point> group, ToDoubleFunction<Point> axis) {
    return group.stream().mapToDouble(axis).average().orElseThrow();
  }
}
