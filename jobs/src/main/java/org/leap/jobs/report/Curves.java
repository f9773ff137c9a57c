package org.leap.jobs.report;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleBiFunction;
import org.leap.spark.engine.RoundReport;

/** The curves of a run. */
final class Curves {
  private static final int MOST_POINTS = 500;

  private Curves() {}

  static List<Curve> of(RunReport report) {
    return List.of(
        loss(report), accuracy(report), learningRate("rate", RatePoint.of(report.rounds())));
  }

  private static Curve loss(RunReport report) {
    Series train = Series.of(report.rounds(), RoundReport::step, RoundReport::loss);
    Series test = Series.of(report.epochs(), EpochReport::step, EpochReport::testLoss);
    ChartBuilder builder = new ChartBuilder("step", "loss");
    builder.stepAxis(report.rounds().stream().mapToLong(RoundReport::step).max().orElse(0));
    builder.line("training", train.thinned(MOST_POINTS), ChartBuilder.Look.THIN_BLUE);
    builder.line("test", test, ChartBuilder.Look.DASHED_ORANGE);
    int stride = train.stride(MOST_POINTS);
    String detail =
        stride == 1 ? "one point per round" : "each point the mean of %s rounds".formatted(stride);
    return new Curve(
        "loss",
        "Loss",
        "Training loss by step (solid line, %s) and test loss after each epoch (dashed line)."
            .formatted(detail),
        builder.chart());
  }

  private static Curve accuracy(RunReport report) {
    Series accuracy = Series.of(report.epochs(), EpochReport::epoch, EpochReport::testAccuracy);
    ChartBuilder builder = new ChartBuilder("epoch", "test accuracy");
    builder.labelOccurringX();
    builder.line("test accuracy", accuracy, ChartBuilder.Look.GREEN_WITH_CIRCLES);
    return new Curve(
        "accuracy",
        "Test accuracy",
        "Share of the test examples classified rightly after each epoch.",
        builder.chart());
  }

  /** The rate, with the bands of its perturbation in a worker's steps and in their average. */
  static Curve learningRate(String id, List<RatePoint> all) {
    List<RatePoint> points =
        all.stream().filter(point -> Double.isFinite(point.learningRate())).toList();
    List<RatePoint> perturbed =
        points.stream().filter(point -> Double.isFinite(point.sigma())).toList();
    boolean bands = perturbed.stream().anyMatch(point -> point.sigma() != 0);
    ChartBuilder builder = new ChartBuilder("step", "learning rate");
    builder.stepAxis(all.stream().mapToLong(RatePoint::step).max().orElse(0));
    if (bands) {
      builder.area(
          "± sigma, a worker", around(perturbed, RatePoint::edge), ChartBuilder.Look.PALE_BLUE);
      builder.area(
          "± effective sigma",
          around(perturbed, RatePoint::averagedEdge),
          ChartBuilder.Look.LIGHT_BLUE);
    }
    builder.line(
        "learning rate",
        Series.of(points, RatePoint::step, RatePoint::learningRate).thinned(MOST_POINTS),
        ChartBuilder.Look.BLUE);
    return new Curve(
        id,
        "Learning rate",
        bands
            ? "Learning rate by step (line), and one standard deviation of its perturbation on either side: in each worker's steps (wide band, sigma) and in the average over the workers (narrow band, effective sigma)."
            : "Learning rate by step. It was not perturbed.",
        builder.chart());
  }

  /** The outline of a band of one standard deviation, there above and back below. */
  private static Optional<Series> around(
      List<RatePoint> points, ToDoubleBiFunction<RatePoint, Integer> edge) {
    return Series.outline(edge(points, edge, 1), edge(points, edge, -1));
  }

  private static Series edge(
      List<RatePoint> points, ToDoubleBiFunction<RatePoint, Integer> edge, int side) {
    return Series.of(points, RatePoint::step, point -> edge.applyAsDouble(point, side))
        .thinned(MOST_POINTS);
  }
}
