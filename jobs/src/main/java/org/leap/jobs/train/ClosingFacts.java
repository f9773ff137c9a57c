package org.leap.jobs.train;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import org.leap.core.noise.NoiseStream;
import org.leap.jobs.folder.History;
import org.leap.jobs.plan.Plan;
import org.leap.jobs.report.RoundPoint;
import org.leap.jobs.report.RunReport;
import org.leap.spark.engine.NetworkState;
import org.leap.spark.engine.RoundTiming;

/** Figures of a finished run, for the closing table and the report. */
public record ClosingFacts(
    String name,
    Plan plan,
    History history,
    NetworkState last,
    String paramsSha256,
    long badRecords,
    double seconds,
    NavigableSet<String> devices) {

  Map<String, String> facts() {
    RoundPoint lastRound = history.rounds().get(history.rounds().size() - 1);
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("parameters", text("%,d", last.parameters().length));
    facts.put("training examples", text("%,d", plan.layout().examples()));
    if (badRecords > 0) {
      facts.put("bad records", text("%,d were skipped", badRecords));
    }
    facts.put("logical workers", text("%d", plan.layout().workers()));
    facts.put("rounds", text("%,d", history.rounds().size()));
    facts.put("train loss", text("%.4f", lastRound.trainLoss()));
    facts.put("effective sigma", text("%.4f", lastRound.sigma()));
    facts.put("negative rates", text("%.2g %% of draws", 100 * history.negativeRates()));
    if (!devices.isEmpty()) {
      facts.put("devices", String.join(", ", devices));
    }
    facts.put("noise kernel", NoiseStream.kernel());
    facts.put("speed", text("%,.0f examples/s", history.examples() / history.timing().total()));
    facts.put("time", text("%.1f s", seconds));
    facts.put("of the rounds", shares(history.timing()));
    facts.put("paramsSha256", paramsSha256);
    return facts;
  }

  private static String shares(RoundTiming timing) {
    return text(
        "%.0f %% compute, %.0f %% perturb, %.0f %% load, %.0f %% broadcast, %.0f %% reduce, %.0f %%"
            + " idle",
        100 * timing.compute() / timing.total(),
        100 * timing.perturb() / timing.total(),
        100 * timing.load() / timing.total(),
        100 * timing.broadcast() / timing.total(),
        100 * timing.reduce() / timing.total(),
        100 * timing.idle() / timing.total());
  }

  RunReport report(String yaml) {
    return new RunReport(
        name, history.rounds(), history.epochs(), facts(), yaml, history.secondsByPart(seconds));
  }

  static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
