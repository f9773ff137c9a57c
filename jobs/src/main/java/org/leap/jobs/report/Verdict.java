package org.leap.jobs.report;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A run's outcome in one sentence. */
final class Verdict {
  private Verdict() {}

  static String of(RunReport report) {
    List<EpochReport> evaluated =
        report.epochs().stream().filter(e -> Double.isFinite(e.testAccuracy())).toList();
    if (evaluated.isEmpty()) {
      return "The run was not evaluated on a test set.";
    }
    EpochReport last = evaluated.get(evaluated.size() - 1);
    // Of equals the earliest wins.
    EpochReport best =
        evaluated.stream().max(Comparator.comparingDouble(EpochReport::testAccuracy)).orElseThrow();
    String outcome =
        String.format(
            Locale.ROOT,
            "Final test accuracy %.4f after epoch %d",
            last.testAccuracy(),
            last.epoch());
    if (best.testAccuracy() > last.testAccuracy()) {
      return String.format(
          Locale.ROOT,
          "%s; the best was %.4f after epoch %d.",
          outcome,
          best.testAccuracy(),
          best.epoch());
    }
    return outcome + (evaluated.size() > 1 ? ", the best of the run." : ".");
  }
}
