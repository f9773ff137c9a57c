package org.leap.jobs.folder;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.leap.jobs.report.EpochReport;
import org.leap.jobs.report.FinalScores;
import org.leap.jobs.report.FlatnessReport;
import org.leap.jobs.report.Particulars;
import org.leap.jobs.report.RunReport;
import org.leap.spark.engine.RoundReport;
import org.leap.spark.engine.RoundTiming;

/** What has happened in a run so far, earlier attempts included. */
public final class History {
  private final List<RoundReport> rounds = new ArrayList<>();
  private final List<FlatnessReport> flatness = new ArrayList<>();
  private final List<EpochReport> epochs = new ArrayList<>();

  /** Adds a finished round. */
  public void add(RoundReport round) {
    rounds.add(round);
  }

  /** Adds a measurement of flatness. */
  public void add(FlatnessReport measured) {
    flatness.add(measured);
  }

  /** Adds an evaluation. */
  public void add(EpochReport epoch) {
    epochs.add(epoch);
  }

  /** Finished rounds, in order. */
  public List<RoundReport> rounds() {
    return Collections.unmodifiableList(rounds);
  }

  /** Measurements of flatness, in order. */
  public List<FlatnessReport> flatness() {
    return Collections.unmodifiableList(flatness);
  }

  /** Evaluations, in order. */
  public List<EpochReport> epochs() {
    return Collections.unmodifiableList(epochs);
  }

  /** The last round, if there is one. */
  public Optional<RoundReport> lastRound() {
    return last(rounds);
  }

  /** The last evaluation, if there is one. */
  public Optional<EpochReport> lastEpoch() {
    return last(epochs);
  }

  private static <T> Optional<T> last(List<T> all) {
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  /** Examples trained. */
  public long examples() {
    return rounds.stream().mapToLong(RoundReport::examples).sum();
  }

  /** Mean over the examples of an epoch, as they were trained; NaN for one without rounds. */
  public double trainingLoss(int epoch) {
    double sum = 0;
    long examples = 0;
    for (int i = rounds.size() - 1; i >= 0 && rounds.get(i).epoch() >= epoch; i--) {
      if (rounds.get(i).epoch() == epoch) {
        sum += rounds.get(i).loss() * rounds.get(i).examples();
        examples += rounds.get(i).examples();
      }
    }
    return sum / examples;
  }

  /** Share of the draws so far that turned a learning rate negative, by their distribution. */
  public double negativeRates() {
    double negative = 0;
    for (RoundReport round : rounds) {
      negative += round.rate().negativeProbability() * round.examples();
    }
    return examples() == 0 ? 0 : negative / examples();
  }

  /** Where the time of all rounds went. */
  public RoundTiming timing() {
    return rounds.stream().map(RoundReport::timing).reduce(RoundTiming.ZERO, RoundTiming::plus);
  }

  /**
   * The report of the run.
   *
   * @param facts to list, in order
   * @param configuration resolved, YAML
   * @param scores of the trained network, if it has been tried
   */
  RunReport report(
      String name,
      Map<String, String> facts,
      String configuration,
      double wallSeconds,
      Optional<FinalScores> scores) {
    return new RunReport(
        name,
        rounds,
        flatness,
        epochs,
        scores,
        new Particulars(facts, secondsByPart(wallSeconds), configuration));
  }

  /** What the wall-clock seconds of a run went to. */
  public Map<String, Double> secondsByPart(double wallSeconds) {
    double evaluation = 0;
    for (EpochReport epoch : epochs) {
      evaluation += epoch.seconds();
    }
    Map<String, Double> parts = secondsOfRounds();
    parts.put("evaluation", evaluation);
    double measuring = flatness.stream().mapToDouble(FlatnessReport::seconds).sum();
    if (!flatness.isEmpty()) {
      parts.put("flatness", measuring);
    }
    double inside = timing().total() + evaluation + measuring;
    parts.put("start and end", Math.max(0, wallSeconds - inside));
    return parts;
  }

  /** What the seconds of all rounds went to, in order. */
  public Map<String, Double> secondsOfRounds() {
    RoundTiming timing = timing();
    Map<String, Double> parts = new LinkedHashMap<>();
    parts.put("compute", timing.compute());
    parts.put("perturb", timing.perturb());
    parts.put("load", timing.load());
    parts.put("broadcast", timing.broadcast());
    parts.put("reduce", timing.reduce());
    parts.put("idle", timing.idle());
    return parts;
  }
}
