package org.leap.jobs.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The curves of a run. */
final class Curves {
  private static final int MOST_POINTS = 500;

  private final RunReport report;

  Curves(RunReport report) {
    this.report = report;
  }

  List<Curve> all() {
    return List.of(loss(), accuracy(), learningRate());
  }

  Curve loss() {
    Series train = Series.of(report.rounds(), RoundPoint::step, RoundPoint::trainLoss);
    Map<Integer, Long> lastSteps = new HashMap<>();
    for (RoundPoint round : report.rounds()) {
      lastSteps.merge(round.epoch(), round.step(), Math::max);
    }
    Series test =
        Series.of(
            report.epochs().stream().filter(e -> lastSteps.containsKey(e.epoch())).toList(),
            epoch -> lastSteps.get(epoch.epoch()),
            EpochPoint::testLoss);
    ChartBuilder builder = new ChartBuilder("step", "loss");
    builder.stepAxis(lastStep());
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

  Curve accuracy() {
    Series accuracy = Series.of(report.epochs(), EpochPoint::epoch, EpochPoint::testAccuracy);
    ChartBuilder builder = new ChartBuilder("epoch", "test accuracy");
    builder.labelOccurringX();
    builder.line("test accuracy", accuracy, ChartBuilder.Look.GREEN_WITH_CIRCLES);
    return new Curve(
        "accuracy",
        "Test accuracy",
        "Share of the test examples classified rightly after each epoch.",
        builder.chart());
  }

  Curve learningRate() {
    List<RoundPoint> rounds =
        report.rounds().stream().filter(round -> Double.isFinite(round.learningRate())).toList();
    List<RoundPoint> perturbed =
        rounds.stream().filter(round -> Double.isFinite(round.sigma())).toList();
    boolean band = perturbed.stream().anyMatch(round -> round.sigma() != 0);
    ChartBuilder builder = new ChartBuilder("step", "learning rate");
    builder.stepAxis(lastStep());
    if (band) {
      builder.area("± 2 sigma", around(perturbed, 2), ChartBuilder.Look.PALE_BLUE);
      builder.area("± 1 sigma", around(perturbed, 1), ChartBuilder.Look.LIGHT_BLUE);
    }
    builder.line(
        "learning rate",
        Series.of(rounds, RoundPoint::step, RoundPoint::learningRate).thinned(MOST_POINTS),
        ChartBuilder.Look.BLUE);
    return new Curve(
        "rate",
        "Learning rate",
        band
            ? "Learning rate by step (line) and one and two standard deviations of its perturbation"
                + " on either side (bands)."
            : "Learning rate by step. It was not perturbed.",
        builder.chart());
  }

  private long lastStep() {
    return report.rounds().stream().mapToLong(RoundPoint::step).max().orElse(0);
  }

  /** The outline of a band of {@code width} standard deviations, there above and back below. */
  private static Optional<Series> around(List<RoundPoint> rounds, int width) {
    if (rounds.size() < 2) {
      return Optional.empty();
    }
    List<Series.Point> outline = new ArrayList<>(edge(rounds, -width).points());
    Collections.reverse(outline);
    outline.addAll(0, edge(rounds, width).points());
    return Optional.of(new Series(outline));
  }

  private static Series edge(List<RoundPoint> rounds, int width) {
    return Series.of(
            rounds, RoundPoint::step, round -> round.learningRate() * (1 + width * round.sigma()))
        .thinned(MOST_POINTS);
  }
}
