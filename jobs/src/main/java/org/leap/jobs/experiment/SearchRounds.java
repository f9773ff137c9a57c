package org.leap.jobs.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.leap.jobs.config.ConfigException;
import org.leap.jobs.config.ExperimentPlan;
import org.leap.jobs.config.ExperimentPlan.Arm;
import org.leap.jobs.config.ExperimentPlan.Cell;
import org.leap.jobs.config.ExperimentPlan.Tuning;
import org.leap.jobs.config.SearchConfig;
import org.leap.jobs.config.Span;
import org.leap.jobs.process.UsageException;

/** What a search trains: every candidate in the first round, in later ones those that were kept. */
record SearchRounds(ExperimentPlan plan, SearchConfig config, RunList list) {

  /** What is tuned in which cell. */
  record Place(Cell cell, Tuning tuning) {}

  /** All that is tuned. */
  List<Place> places() {
    return plan.cells().stream()
        .flatMap(cell -> plan.tunings().stream().map(tuning -> new Place(cell, tuning)))
        .toList();
  }

  /** Of successive halving: until no more are left than a last round chooses from. */
  int rounds() {
    int rounds = 1;
    for (int left = config.sigmas().size();
        config.factor() > 0 && left > config.factor();
        left = keep(left)) {
      rounds++;
    }
    return rounds;
  }

  /** Whether a round, counted from 0, is the last. */
  boolean isLast(int round) {
    return round == rounds() - 1;
  }

  /** How many of so many candidates a round keeps. */
  int keep(int candidates) {
    return (candidates + config.factor() - 1) / config.factor();
  }

  /** Epochs of a round's runs; 0 for those of the configuration. */
  long epochs(Cell cell, int round) throws ConfigException {
    if (config.factor() == 0 || isLast(round)) {
      return 0;
    }
    Span length =
        plan.run(cell, Arm.LEAP, config.seeds().get(0), Map.of()).config().training().length();
    if (length.unit() != Span.Unit.EPOCHS) {
      throw new UsageException(
          "search.method halving shortens runs by epochs, but their length is %s: write training.epochs, or use method grid"
              .formatted(length));
    }
    double divisor = Math.pow(config.factor(), rounds() - 1 - round);
    return Math.max(1, Math.round(length.count() / divisor));
  }

  /** The runs of a candidate in a round. */
  List<PlannedRun> runs(Place place, double value, int round) throws ConfigException {
    long epochs = epochs(place.cell(), round);
    Tuning tuning = place.tuning();
    Map<String, String> changes = new LinkedHashMap<>();
    String word = tuning.key().substring(tuning.key().lastIndexOf('.') + 1);
    List<String> words = new ArrayList<>(List.of(word + "-" + value));
    changes.put(tuning.key(), Double.toString(value));
    if (epochs > 0) {
      changes.put("training.epochs", Long.toString(epochs));
      words.add("epochs-" + epochs);
    }
    List<PlannedRun> planned = new ArrayList<>();
    for (long seed : config.seeds()) {
      planned.add(list.run(place.cell(), tuning.arm(), seed, changes, words));
    }
    return planned;
  }

  /**
   * Time of all rounds. Candidates are taken to cost the same, whichever are kept.
   *
   * @param cost seconds of a run
   */
  double seconds(Cost cost) throws IOException, ConfigException {
    List<PlannedRun> first = new ArrayList<>();
    for (Place place : places()) {
      for (double value : place.tuning().candidates()) {
        first.addAll(runs(place, value, 0));
      }
    }
    double sum = 0;
    for (PlannedRun run : RunQueue.distinct(first)) {
      sum += cost.seconds(run);
    }
    double seconds = 0;
    int candidates = config.sigmas().size();
    int left = candidates;
    for (int round = 0; round < rounds(); round++) {
      seconds += sum * left / candidates * Math.pow(config.factor(), round);
      left = isLast(round) ? left : keep(left);
    }
    return seconds;
  }

  /** Tells how long a run takes. */
  interface Cost {
    double seconds(PlannedRun run) throws IOException, ConfigException;
  }
}
