package org.leap.jobs.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.leap.jobs.config.ExperimentPlan.Arm;
import org.leap.jobs.experiment.statistics.PairedComparison;
import org.leap.jobs.experiment.statistics.Summary;

/**
 * How flat the trained networks are, with the training loss beside, as flatness is compared at
 * equal losses: a line for every cell, arm and measure.
 */
record FlatnessColumns(Results results, ErrorTable table) {
  static final String LEGEND =
      "Of the training loss at the trained networks, on the examples of flatness.examples: mean ±"
          + " standard deviation over the seeds, and the difference seed by seed, less the run without"
          + " LEAP, with Student's 95 % interval. Flatness is to be compared where the training loss is"
          + " about the same. Traces whose error is too large are withheld: pairs says how many are"
          + " there.";

  /** A measure of a run; null where it was not measured. */
  record Measure(String name, Function<ResultRow, Double> value) {}

  static final List<Measure> MEASURES =
      List.of(
          new Measure("training loss", row -> row.flatness().loss()),
          new Measure("largest eigenvalue", row -> row.flatness().largestEigenvalue()),
          new Measure("trace", row -> row.flatness().trace()),
          new Measure("loss under noise", row -> row.flatness().noiseIncrease()),
          new Measure("adaptive sharpness", row -> row.flatness().adaptiveSharpness()));

  List<String> header() {
    List<String> header = new ArrayList<>(results.axes());
    header.addAll(
        List.of("arm", "measure", "without LEAP", "arm ", "difference [95 % interval]", "pairs"));
    return header;
  }

  List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    for (ErrorTable.Line line : table.lines()) {
      for (Measure measure : MEASURES) {
        Map<Long, Double> with = values(line, line.arm(), measure);
        if (!with.isEmpty()) {
          Map<Long, Double> without = values(line, Arm.PLAIN.name(), measure);
          rows.add(row(line, measure, with, without));
        }
      }
    }
    return rows;
  }

  private Map<Long, Double> values(ErrorTable.Line line, String arm, Measure measure) {
    Map<Long, Double> values = new TreeMap<>();
    results
        .of(line.labels(), arm)
        .filter(row -> measure.value().apply(row) != null)
        .forEach(row -> values.put(row.seed(), measure.value().apply(row)));
    return values;
  }

  private static List<String> row(
      ErrorTable.Line line, Measure measure, Map<Long, Double> with, Map<Long, Double> without) {
    List<Long> pairs = with.keySet().stream().filter(without::containsKey).toList();
    List<String> row = new ArrayList<>(line.labels());
    row.add(ErrorColumns.armInWords(line.arm()));
    row.add(measure.name());
    row.add(meanAndDeviation(without));
    row.add(meanAndDeviation(with));
    row.add(pairs.isEmpty() ? "-" : difference(pairs, with, without));
    row.add(Integer.toString(pairs.size()));
    return row;
  }

  private static String difference(
      List<Long> pairs, Map<Long, Double> with, Map<Long, Double> without) {
    PairedComparison pair =
        PairedComparison.of(
            pairs.stream().map(with::get).toList(),
            pairs.stream().map(without::get).toList(),
            ErrorTable.CONFIDENCE);
    String mean = signed(pair.difference().mean());
    return pair.pairs() < 2
        ? mean
        : "%s [%s, %s]"
            .formatted(mean, signed(pair.interval().low()), signed(pair.interval().high()));
  }

  private static String meanAndDeviation(Map<Long, Double> values) {
    if (values.isEmpty()) {
      return "-";
    }
    Summary summary = Summary.of(List.copyOf(values.values()));
    String mean = String.format(Locale.ROOT, "%.3g", summary.mean());
    return summary.count() < 2
        ? mean
        : mean + String.format(Locale.ROOT, " ± %.2g", summary.standardDeviation());
  }

  private static String signed(double value) {
    return String.format(Locale.ROOT, "%+.2g", value);
  }
}
