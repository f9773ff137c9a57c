package org.leap.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleBiFunction;
import org.leap.spark.engine.RoundReport;

/** The curves of a run. */
final class Curves {
  private static final int MOST_POINTS = 500;

  private Curves() {}

  static List<Curve> of(RunReport report) {
    List<Curve> curves = new ArrayList<>();
    curves.add(loss(report));
    curves.add(score(report));
    curves.add(learningRate("rate", RatePoint.of(report.rounds())));
    if (!report.flatness().isEmpty()) {
      curves.add(eigenvalue(report.flatness()));
    }
    return curves;
  }

  private static Curve eigenvalue(List<FlatnessReport> all) {
    ChartBuilder builder = new ChartBuilder("step", "largest eigenvalue");
    builder.stepAxis(all.get(all.size() - 1).step());
    builder.line(
        "measured",
        Series.of(all, FlatnessReport::step, FlatnessReport::eigenvalue),
        ChartBuilder.Look.GREEN_WITH_CIRCLES);
    Series law = Series.of(all, FlatnessReport::step, FlatnessReport::predicted);
    builder.line("edge", law, ChartBuilder.Look.DASHED_ORANGE);
    return new Curve(
        "eigenvalue",
        "Largest Hessian eigenvalue",
        law.points().isEmpty()
            ? "Of the training loss, by step. There is no law for this optimizer or noise."
            : "Of the training loss, by step (solid line), and where steps along its direction no"
                + " longer come nearer to a minimum, almost surely (dashed line).",
        builder.chart());
  }

  private static Curve loss(RunReport report) {
    Series train = Series.of(report.rounds(), RoundReport::step, RoundReport::loss);
    Series test = Series.of(report.epochs(), EpochReport::step, EpochReport::testLoss);
    ChartBuilder builder = new ChartBuilder("step", "loss");
    builder.stepAxis(report.rounds().stream().mapToLong(RoundReport::step).max().orElse(0));
    builder.line("training", train.thinned(MOST_POINTS), ChartBuilder.Look.THIN_BLUE);
    builder.line("test", test, ChartBuilder.Look.DASHED_ORANGE);
    Series validation = Series.of(report.epochs(), EpochReport::step, EpochReport::validationLoss);
    builder.line("validation", validation, ChartBuilder.Look.GREEN_WITH_CIRCLES);
    int stride = train.stride(MOST_POINTS);
    String detail =
        stride == 1 ? "one point per round" : "each point the mean of %s rounds".formatted(stride);
    return new Curve(
        "loss",
        "Loss",
        "Training loss by step (solid line, %s) and test loss after each epoch (dashed line)%s."
            .formatted(
                detail,
                validation.points().isEmpty() ? "" : ", with that of the validation set (circles)"),
        builder.chart());
  }

  private static Curve score(RunReport report) {
    EpochReport.Measure measure = report.measure();
    Series test = Series.of(report.epochs(), EpochReport::epoch, EpochReport::testScore);
    ChartBuilder builder = new ChartBuilder("epoch", measure.inWords());
    builder.labelOccurringX();
    builder.line("test", test, ChartBuilder.Look.GREEN_WITH_CIRCLES);
    Series validation =
        Series.of(report.epochs(), EpochReport::epoch, EpochReport::validationScore);
    builder.line("validation", validation, ChartBuilder.Look.DASHED_ORANGE);
    report
        .scores()
        .filter(scores -> !test.points().isEmpty())
        .ifPresent(
            scores -> {
              double end = test.points().get(test.points().size() - 1).x();
              builder.line(
                  "training, at the end",
                  new Series(List.of(new Series.Point(end, scores.training().value()))),
                  ChartBuilder.Look.BLUE);
            });
    return new Curve(
        measure.inWords().toLowerCase(Locale.ROOT),
        measure.title(),
        (measure == EpochReport.Measure.ACCURACY
                ? "Share of the examples classified rightly"
                : "Share of the labels' variance that the network explains")
            + ", of each set that was evaluated after an epoch, and of training examples at the end.",
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
