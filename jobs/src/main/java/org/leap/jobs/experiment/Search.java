package org.leap.jobs.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.leap.jobs.config.ConfigException;
import org.leap.jobs.config.ExperimentPlan;
import org.leap.jobs.config.SearchConfig;
import org.leap.jobs.experiment.SearchRounds.Place;
import org.leap.jobs.folder.RecordedRun;
import org.leap.jobs.folder.Status;
import org.leap.jobs.process.UsageException;
import org.leap.spark.storage.Folder;

/**
 * Tunes sigma for every cell, and a key of every control arm that asks for it: by the mean accuracy
 * of a candidate's runs on the validation set, or on the test set where there is none and the file
 * allows that; a diverged run counts as 0. Of equals the smaller value wins. Successive halving
 * (Jamieson and Talwalkar 2016) trains all candidates for few epochs and the best of them for more.
 */
final class Search {
  static final String FILE = "search.csv";

  /** Sees to it that runs are trained, and tells how they stand by their names. */
  interface Trainer {
    Map<String, Status.State> train(List<PlannedRun> planned) throws IOException;
  }

  /** A candidate in a round of the search; {@code epochs} 0 for those of the configuration. */
  private record Candidate(
      Place place, int round, double value, long epochs, List<PlannedRun> runs) {}

  /** How a candidate did, and whether it is among the best of its round. */
  private record Trial(Candidate candidate, double accuracy, boolean kept) {}

  private final ExperimentPlan plan;
  private final SearchConfig config;
  private final SearchRounds rounds;
  private final Trainer trainer;
  private final Folder runs;
  private final List<Trial> trials = new ArrayList<>();

  Search(ExperimentPlan plan, SearchConfig config, RunList list, Trainer trainer, Folder runs) {
    this.plan = plan;
    this.config = config;
    this.rounds = new SearchRounds(plan, config, list);
    this.trainer = trainer;
    this.runs = runs;
  }

  /**
   * Trains the candidates.
   *
   * @return the best values; nothing if a run failed or was interrupted
   */
  Optional<TunedValues> tune() throws IOException, ConfigException {
    Map<Place, List<Double>> candidates = new LinkedHashMap<>();
    rounds.places().forEach(place -> candidates.put(place, place.tuning().candidates()));
    for (int round = 0; round < rounds.rounds(); round++) {
      if (!train(round, candidates)) {
        return Optional.empty();
      }
    }
    TunedValues best = TunedValues.NONE;
    for (var place : candidates.entrySet()) {
      best = best.with(place.getKey().cell(), place.getKey().tuning(), place.getValue().get(0));
    }
    return Optional.of(best);
  }

  /** Trains a round and keeps the best candidates, the best first. */
  private boolean train(int round, Map<Place, List<Double>> values)
      throws IOException, ConfigException {
    List<Candidate> candidates = new ArrayList<>();
    for (var entry : values.entrySet()) {
      Place place = entry.getKey();
      long epochs = rounds.epochs(place.cell(), round);
      for (double value : entry.getValue()) {
        candidates.add(
            new Candidate(place, round, value, epochs, rounds.runs(place, value, round)));
      }
    }
    List<PlannedRun> runs = candidates.stream().flatMap(one -> one.runs().stream()).toList();
    boolean complete =
        trainer.train(runs).values().stream()
            .allMatch(s -> s == Status.State.SUCCEEDED || s == Status.State.DIVERGED);
    if (!complete) {
      return false;
    }
    for (Place place : List.copyOf(values.keySet())) {
      values.put(place, best(candidates, place, rounds.isLast(round)));
    }
    return true;
  }

  /** Notes how the candidates of a place did, and returns the values of those that are kept. */
  private List<Double> best(List<Candidate> candidates, Place place, boolean last)
      throws IOException {
    List<Trial> scored = new ArrayList<>();
    for (Candidate candidate : candidates) {
      if (candidate.place().equals(place)) {
        scored.add(new Trial(candidate, accuracy(candidate.runs()), false));
      }
    }
    scored.sort(
        Comparator.comparingDouble(Trial::accuracy)
            .reversed()
            .thenComparingDouble(trial -> trial.candidate().value()));
    int kept = last ? 1 : rounds.keep(scored.size());
    for (int i = 0; i < scored.size(); i++) {
      Trial trial = scored.get(i);
      trials.add(new Trial(trial.candidate(), trial.accuracy(), i < kept));
    }
    return scored.stream().limit(kept).map(trial -> trial.candidate().value()).toList();
  }

  private double accuracy(List<PlannedRun> candidate) throws IOException {
    double sum = 0;
    for (PlannedRun run : candidate) {
      RecordedRun record = RecordedRun.read(runs.folder(run.name())).orElseThrow();
      if (record.status().state() == Status.State.SUCCEEDED) {
        Double tested = record.status().finalTestAccuracy();
        Double validated = record.validationAccuracy();
        if (validated == null && !config.onTest()) {
          throw new UsageException(
              "the data have no validation set, so search would choose sigma by the test set and favour LEAP in the comparison: hold some of the training set back, or write search.onTest: true");
        }
        Double accuracy = validated == null ? tested : validated;
        sum += accuracy == null ? 0 : accuracy;
      }
    }
    return sum / candidate.size();
  }

  /** What was tried, in order. */
  String csv() {
    List<String> axes = List.copyOf(plan.cells().get(0).labels().keySet());
    List<Column<Trial>> columns =
        Column.ofAxes(
            axes, trial -> List.copyOf(trial.candidate().place().cell().labels().values()));
    columns.add(new Column<>("arm", trial -> trial.candidate().place().tuning().arm().name()));
    columns.add(new Column<>("round", trial -> trial.candidate().round() + 1));
    columns.add(
        new Column<>(
            "epochs",
            trial -> trial.candidate().epochs() == 0 ? null : trial.candidate().epochs()));
    columns.add(new Column<>("key", trial -> trial.candidate().place().tuning().key()));
    columns.add(new Column<>("value", trial -> trial.candidate().value()));
    columns.add(new Column<>("meanAccuracy", Trial::accuracy));
    columns.add(new Column<>("kept", Trial::kept));
    return Column.csv(columns, trials);
  }
}
