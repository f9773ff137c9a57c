package org.leap.jobs.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.leap.jobs.config.ExperimentPlan;
import org.leap.jobs.folder.ClaimedFolder;
import org.leap.jobs.process.SparkApplication;
import org.leap.spark.storage.Folder;

/**
 * What a planned experiment will be able to find, by the pairs of it that are trained already: a
 * pilot is the same experiment with fewer seeds.
 */
record Pilot(ErrorTable trained, ExperimentPlan plan) {

  /**
   * Reads a folder's results.
   *
   * @return nothing where there are none of this experiment's cells
   */
  static Optional<Pilot> in(String location, ExperimentPlan plan) throws IOException {
    Folder folder = ClaimedFolder.at("experiment folder", location, SparkApplication.hadoop());
    if (!folder.exists(Results.FILE)) {
      return Optional.empty();
    }
    Results past = ExperimentFolder.results(folder);
    boolean same = past.axes().equals(List.copyOf(plan.cells().get(0).labels().keySet()));
    return same
        ? Optional.of(new Pilot(ErrorTable.of(past, plan.config()), plan))
        : Optional.empty();
  }

  /** A header and a line for every cell and arm that has two pairs; empty if none has. */
  List<List<String>> table() {
    int seeds = plan.config().seeds().size();
    int comparisons = plan.cells().size() * (plan.arms().size() - 1);
    var calculation = new Sensitivity.Calculation(comparisons, plan.config().margin());
    List<List<String>> lines = new ArrayList<>();
    for (ErrorTable.Line line : trained.lines()) {
      var pair = line.comparison().map(cell -> cell.comparison().difference());
      var found = pair.flatMap(d -> calculation.of(d.standardDeviation(), seeds));
      if (found.isPresent()) {
        List<String> words = new ArrayList<>(line.labels());
        words.add(ErrorColumns.armInWords(line.arm()));
        words.add(Integer.toString(line.pairs()));
        words.add(number(pair.get().standardDeviation()));
        words.add(number(found.get().smallest()));
        words.add(
            plan.config().margin().isPresent()
                ? ErrorColumns.pairs(found.get().pairsForMargin())
                : "-");
        lines.add(words);
      }
    }
    if (!lines.isEmpty()) {
      List<String> header = new ArrayList<>(trained.axes());
      header.addAll(
          List.of(
              "arm",
              "pairs trained",
              "deviation of their differences",
              "found by %s pairs with 80 %%".formatted(seeds),
              "pairs for the margin"));
      lines.add(0, header);
    }
    return lines;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
