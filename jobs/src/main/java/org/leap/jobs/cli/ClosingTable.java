package org.leap.jobs.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.leap.jobs.report.EpochReport;

/** The text a run ends with: its evaluations, its facts and where the report is. */
final class ClosingTable {
  private static final int MOST_EPOCHS = 20;

  private ClosingTable() {}

  /**
   * Aligned lines, each ended by a line feed, values never broken.
   *
   * @param epochs evaluations in order; of many only the last are listed
   * @param facts what else to say, in order
   */
  static String of(List<EpochReport> epochs, Map<String, String> facts) {
    StringBuilder text = new StringBuilder();
    if (!epochs.isEmpty()) {
      text.append(evaluations(epochs)).append('\n');
    }
    var rows = facts.entrySet().stream().map(fact -> List.of(fact.getKey(), fact.getValue()));
    return text.append(AlignedRows.text(rows.toList())).toString();
  }

  private static String evaluations(List<EpochReport> epochs) {
    List<List<String>> rows = new ArrayList<>();
    String measure = "test " + epochs.get(0).measure().inWords();
    rows.add(List.of("epoch", measure, "test loss"));
    int skipped = Math.max(0, epochs.size() - MOST_EPOCHS);
    if (skipped > 0) {
      rows.add(List.of("...", "(%s earlier)".formatted(skipped), ""));
    }
    for (EpochReport epoch : epochs.subList(skipped, epochs.size())) {
      rows.add(
          List.of(
              String.format(Locale.ROOT, "%5d", epoch.epoch()),
              String.format(Locale.ROOT, "%" + measure.length() + ".4f", epoch.testScore()),
              String.format(Locale.ROOT, "%9.4f", epoch.testLoss())));
    }
    return AlignedRows.text(rows);
  }
}
