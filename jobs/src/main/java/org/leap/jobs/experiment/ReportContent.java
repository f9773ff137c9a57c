package org.leap.jobs.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.leap.jobs.config.ExperimentConfig;
import org.leap.jobs.config.ExperimentPlan.Arm;
import org.leap.jobs.experiment.statistics.PairedComparison;
import org.leap.jobs.experiment.statistics.PooledEffect;
import org.leap.jobs.report.ExperimentReport.CellReport;
import org.leap.jobs.report.ExperimentReport.MeasureReport;
import org.leap.jobs.report.ExperimentReport.Placement;
import org.leap.jobs.report.ExperimentReport.RunCurves;
import org.leap.jobs.report.ForestPlot;
import org.leap.jobs.report.ForestPlot.Effect;
import org.leap.jobs.report.MeanValue;

/**
 * What the report of an experiment shows of its cells.
 *
 * @param curves of every run, by the name of its folder
 */
record ReportContent(Results results, ErrorTable table, Map<String, RunCurves> curves) {
  /** The lines of LEAP, of which every cell has one. */
  private List<ErrorTable.Line> lines() {
    return table.lines().stream().filter(line -> line.arm().equals(Arm.LEAP.name())).toList();
  }

  List<CellReport> cells() {
    return lines().stream().map(this::cell).toList();
  }

  private CellReport cell(ErrorTable.Line line) {
    Map<String, List<RunCurves>> others = new LinkedHashMap<>();
    table.arms().stream()
        .filter(arm -> !arm.equals(Arm.LEAP.name()))
        .forEach(arm -> others.put(arm, curves(line, arm)));
    return new CellReport(
        title(line.labels()),
        curves(line, Arm.PLAIN.name()),
        curves(line, Arm.LEAP.name()),
        others,
        results.rows().stream()
            .filter(row -> row.labels().equals(line.labels()))
            .map(ResultRow::run)
            .distinct()
            .toList());
  }

  private String title(List<String> labels) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      words.add(results.axes().get(i) + " " + labels.get(i));
    }
    return words.isEmpty() ? "all runs" : String.join(", ", words);
  }

  private List<RunCurves> curves(ErrorTable.Line line, String arm) {
    return results.of(line.labels(), arm).map(row -> curves.get(row.run())).toList();
  }

  /** Every arm over all cells, and then every cell and arm. */
  Optional<ForestPlot> forest() {
    List<Effect> effects = new ArrayList<>();
    table.pooled().forEach((arm, effect) -> effects.add(pooled(arm, effect)));
    for (ErrorTable.Line line : table.lines()) {
      line.comparison().ifPresent(cell -> effects.add(effect(line, cell.comparison())));
    }
    return effects.isEmpty()
        ? Optional.empty()
        : Optional.of(new ForestPlot(effects, table.margin()));
  }

  private static Effect pooled(String arm, PooledEffect effect) {
    return new Effect(
        ErrorColumns.armInWords(arm) + ", all cells",
        effect.effect(),
        effect.effectWithin().low(),
        effect.effectWithin().high(),
        ErrorColumns.interval(effect.effect(), effect.effectWithin()),
        "");
  }

  private Effect effect(ErrorTable.Line line, PairedComparison pair) {
    return new Effect(
        ErrorColumns.armInWords(line.arm()) + ", " + title(line.labels()),
        pair.difference().mean(),
        pair.interval().low(),
        pair.interval().high(),
        ErrorColumns.interval(pair.difference().mean(), pair.interval()),
        line.verdict().toString());
  }

  /** Cells stand at the values of the grid's sigma, or of another axis of numbers. */
  Optional<Placement> placement() {
    List<ErrorTable.Line> lines = lines();
    return numericAxis(lines)
        .map(
            axis ->
                new Placement(
                    results.axes().get(axis),
                    lines.stream().map(line -> number(line.labels().get(axis))).toList(),
                    lines.stream().map(line -> others(line.labels(), axis)).toList(),
                    lines.stream().map(ErrorTable.Line::baseline).toList()));
  }

  private Optional<Integer> numericAxis(List<ErrorTable.Line> lines) {
    List<Integer> numeric =
        IntStream.range(0, results.axes().size())
            .filter(
                axis -> {
                  List<Double> values =
                      lines.stream()
                          .map(line -> number(line.labels().get(axis)))
                          .distinct()
                          .toList();
                  return values.size() > 1 && values.stream().allMatch(Double::isFinite);
                })
            .boxed()
            .toList();
    int sigma = results.axes().indexOf(ExperimentConfig.SIGMA);
    return numeric.contains(sigma) ? Optional.of(sigma) : numeric.stream().findFirst();
  }

  private static double number(String label) {
    try {
      return Double.parseDouble(label);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private static String others(List<String> labels, int axis) {
    List<String> others = new ArrayList<>(labels);
    others.remove(axis);
    return others.isEmpty() ? "with LEAP" : String.join(", ", others);
  }

  List<MeasureReport> measures() {
    List<MeasureReport> measures = new ArrayList<>();
    measures.add(
        measure(
            "error",
            "Test error",
            "Share of the test examples classified wrongly, at the end of the runs.",
            "test error (%)",
            row -> row.succeeded() ? 100 * row.outcome().errorRate() : null));
    if (results.flatness()) {
      measures.add(
          measure(
              "trainingLoss",
              "Training loss",
              "Where flatness was measured: it is compared at equal losses.",
              "training loss",
              row -> row.flatness().loss()));
      measures.add(
          measure(
              "eigenvalue",
              "Largest Hessian eigenvalue",
              "Of the training loss at the trained networks: the lower, the flatter.",
              "largest eigenvalue",
              row -> row.flatness().largestEigenvalue()));
      measures.add(
          measure(
              "trace",
              "Trace of the Hessian",
              "Of the training loss at the trained networks: the lower, the flatter. Withheld where its error is too large.",
              "trace",
              row -> row.flatness().trace()));
      measures.add(
          measure(
              "noise",
              "Loss under weight noise",
              "By how much Gaussian noise on the weights raises the expected training loss: the lower, the flatter.",
              "increase of the loss",
              row -> row.flatness().noiseIncrease()));
      measures.add(
          measure(
              "adaptive",
              "Adaptive sharpness",
              "Largest rise of the training loss where every weight moves in proportion to its size (Kwon et al. 2021): the lower, the flatter.",
              "rise of the loss",
              row -> row.flatness().adaptiveSharpness()));
    }
    return measures;
  }

  private MeasureReport measure(
      String id, String title, String caption, String unit, Function<ResultRow, Double> value) {
    return new MeasureReport(
        id,
        title,
        caption,
        unit,
        table.paired() ? means(value, Arm.PLAIN.name()) : List.of(),
        means(value, Arm.LEAP.name()));
  }

  private List<MeanValue> means(Function<ResultRow, Double> value, String arm) {
    return lines().stream()
        .map(line -> results.of(line.labels(), arm).map(value).filter(Objects::nonNull).toList())
        .map(MeanValue::of)
        .toList();
  }
}
