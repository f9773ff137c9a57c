package org.leap.jobs.folder;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.leap.jobs.report.EpochPoint;
import org.leap.jobs.report.RoundPoint;
import org.leap.spark.engine.RoundTiming;

/** What has happened in a run so far, earlier attempts included. */
public final class History {
  private final List<RoundPoint> rounds = new ArrayList<>();
  private final List<EpochPoint> epochs = new ArrayList<>();
  private long examples;
  private double negativeRates;
  private double evaluationSeconds;
  private RoundTiming timing = RoundTiming.ZERO;

  /** Reads back what {@link MetricsLog} holds. */
  public static History of(List<JsonNode> metrics) {
    History history = new History();
    for (JsonNode line : metrics) {
      if (line.has("round")) {
        history.addRound(line);
      } else {
        history.epoch(
            new EpochPoint(
                line.path("epoch").asInt(),
                line.path("testAccuracy").asDouble(),
                line.path("testLoss").asDouble(Double.NaN)),
            line.path("seconds").asDouble());
      }
    }
    return history;
  }

  private void addRound(JsonNode line) {
    RoundTiming seconds =
        new RoundTiming(
            line.path("seconds").asDouble(),
            line.path("broadcastSeconds").asDouble(),
            line.path("loadSeconds").asDouble(),
            line.path("computeSeconds").asDouble(),
            line.path("perturbSeconds").asDouble(),
            line.path("reduceSeconds").asDouble(),
            line.path("idleSeconds").asDouble());
    RoundPoint point =
        new RoundPoint(
            line.path("round").asLong(),
            line.path("epoch").asInt(),
            line.path("step").asLong(),
            line.path("loss").asDouble(Double.NaN),
            line.path("learningRate").asDouble(),
            line.path("sigmaEffective").asDouble(),
            line.path("examplesPerSecond").asDouble(),
            seconds() + seconds.total());
    round(
        point,
        line.path("examples").asLong(),
        line.path("negativeRateProbability").asDouble(),
        seconds);
  }

  public void round(
      RoundPoint point, long examplesOfRound, double negativeRate, RoundTiming seconds) {
    rounds.add(point);
    examples += examplesOfRound;
    negativeRates += negativeRate * examplesOfRound;
    timing = timing.plus(seconds);
  }

  public void epoch(EpochPoint point, double seconds) {
    epochs.add(point);
    evaluationSeconds += seconds;
  }

  public List<RoundPoint> rounds() {
    return rounds;
  }

  public List<EpochPoint> epochs() {
    return epochs;
  }

  public long examples() {
    return examples;
  }

  /** Share of the draws so far that turned a learning rate negative, by their distribution. */
  public double negativeRates() {
    return examples == 0 ? 0 : negativeRates / examples;
  }

  public RoundTiming timing() {
    return timing;
  }

  double evaluationSeconds() {
    return evaluationSeconds;
  }

  /** Time spent in rounds and evaluations. */
  public double seconds() {
    return timing.total() + evaluationSeconds;
  }

  /** What the wall-clock seconds of a run went to. */
  public Map<String, Double> secondsByPart(double wallSeconds) {
    Map<String, Double> parts = new LinkedHashMap<>();
    parts.put("compute", timing.compute());
    parts.put("perturb", timing.perturb());
    parts.put("load", timing.load());
    parts.put("broadcast", timing.broadcast());
    parts.put("reduce", timing.reduce());
    parts.put("idle", timing.idle());
    parts.put("evaluation", evaluationSeconds);
    parts.put("start and end", Math.max(0, wallSeconds - seconds()));
    return parts;
  }
}
