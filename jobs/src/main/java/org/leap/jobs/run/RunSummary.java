package org.leap.jobs.run;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.leap.core.noise.NoiseStream;
import org.leap.jobs.report.RoundPoint;
import org.leap.jobs.report.RunReport;
import org.leap.spark.engine.NetworkState;

/** What a finished run came to, for the closing table and the report. */
record RunSummary(
    String name, RunPlan plan, RunRecorder recorder, NetworkState last, String paramsSha256) {

  Map<String, String> facts() {
    RoundPoint lastRound = recorder.rounds().get(recorder.rounds().size() - 1);
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("parameters", text("%,d", last.parameters().length));
    facts.put("training examples", text("%,d", plan.layout().examples()));
    facts.put("logical workers", text("%d", plan.layout().workers()));
    facts.put("rounds", text("%,d", recorder.rounds().size()));
    facts.put("train loss", text("%.4f", lastRound.trainLoss()));
    facts.put("effective sigma", text("%.4f", lastRound.sigma()));
    facts.put("negative rates", text("%.2g %% of draws", 100 * recorder.negativeRates()));
    facts.put("noise kernel", NoiseStream.kernel());
    facts.put("speed", text("%,.0f examples/s", recorder.examples() / recorder.trainingSeconds()));
    facts.put("time", text("%.1f s", recorder.seconds()));
    facts.put("paramsSha256", paramsSha256);
    return facts;
  }

  RunReport report(String yaml) {
    Map<String, Double> parts = new LinkedHashMap<>();
    parts.put("training rounds", recorder.trainingSeconds());
    parts.put("evaluation", recorder.evaluationSeconds());
    parts.put(
        "other",
        Math.max(
            0, recorder.seconds() - recorder.trainingSeconds() - recorder.evaluationSeconds()));
    return new RunReport(name, recorder.rounds(), recorder.epochs(), facts(), yaml, parts);
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
