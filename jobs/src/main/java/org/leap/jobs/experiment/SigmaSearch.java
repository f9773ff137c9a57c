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
import org.leap.jobs.config.ExperimentPlan.Cell;
import org.leap.jobs.config.SearchConfig;
import org.leap.jobs.config.Span;
import org.leap.jobs.folder.RecordedRun;
import org.leap.jobs.folder.Status;
import org.leap.jobs.process.UsageException;
import org.leap.spark.storage.Folder;

/**
 * Tunes sigma for every cell: by the mean accuracy of a candidate's runs on the validation set, or
 * on the test set where there is none; a diverged run counts as 0. Of equals the smaller sigma
 * wins. Successive halving (Jamieson and Talwalkar 2016) trains all candidates for few epochs and
 * the best of them for more.
 */
final class SigmaSearch {
  static final String FILE = "search.csv";

  /** A candidate in a round of the search; {@code epochs} 0 for those of the configuration. */
  private record Candidate(
      Cell cell, int round, double sigma, long epochs, List<PlannedRun> runs) {}

  /** How a candidate did, and whether it is among the best of its round. */
  private record Trial(Candidate candidate, double accuracy, boolean kept) {}

  private final ExperimentPlan plan;
  private final SearchConfig config;
  private final RunList list;
  private final RunQueue queue;
  private final Folder runs;
  private final List<Trial> trials = new ArrayList<>();

  SigmaSearch(ExperimentPlan plan, SearchConfig config, RunList list, RunQueue queue, Folder runs) {
    this.plan = plan;
    this.config = config;
    this.list = list;
    this.queue = queue;
    this.runs = runs;
  }

  /**
   * Trains the candidates.
   *
   * @return the best sigma by cell; nothing if a run failed or was interrupted
   */
  Optional<Map<Integer, Double>> tune() throws IOException, ConfigException {
    Map<Integer, List<Double>> candidates = new LinkedHashMap<>();
    plan.cells().forEach(cell -> candidates.put(cell.index(), config.sigmas()));
    int rounds = rounds();
    for (int round = 0; round < rounds; round++) {
      if (!train(round, rounds, candidates)) {
        return Optional.empty();
      }
    }
    Map<Integer, Double> best = new LinkedHashMap<>();
    candidates.forEach((cell, sigmas) -> best.put(cell, sigmas.get(0)));
    return Optional.of(best);
  }

  /** Of successive halving: until no more are left than a last round chooses from. */
  private int rounds() {
    int rounds = 1;
    for (int left = config.sigmas().size();
        config.factor() > 0 && left > config.factor();
        left = keep(left)) {
      rounds++;
    }
    return rounds;
  }

  private int keep(int candidates) {
    return (candidates + config.factor() - 1) / config.factor();
  }

  /** Trains a round and keeps the best candidates, the best first. */
  private boolean train(int round, int rounds, Map<Integer, List<Double>> sigmas)
      throws IOException, ConfigException {
    List<Candidate> candidates = new ArrayList<>();
    for (Cell cell : plan.cells()) {
      long epochs = epochs(cell, round, rounds);
      for (double sigma : sigmas.get(cell.index())) {
        candidates.add(new Candidate(cell, round, sigma, epochs, runs(cell, sigma, epochs)));
      }
    }
    List<PlannedRun> runs = candidates.stream().flatMap(one -> one.runs().stream()).toList();
    boolean complete =
        queue.train(runs).values().stream()
            .allMatch(s -> s == Status.State.SUCCEEDED || s == Status.State.DIVERGED);
    if (!complete) {
      return false;
    }
    for (Cell cell : plan.cells()) {
      sigmas.put(cell.index(), best(candidates, cell, round == rounds - 1));
    }
    return true;
  }

  /** Notes how the candidates of a cell did, and returns the sigmas of those that are kept. */
  private List<Double> best(List<Candidate> candidates, Cell cell, boolean last)
      throws IOException {
    List<Trial> scored = new ArrayList<>();
    for (Candidate candidate : candidates) {
      if (candidate.cell().equals(cell)) {
        scored.add(new Trial(candidate, accuracy(candidate.runs()), false));
      }
    }
    scored.sort(
        Comparator.comparingDouble(Trial::accuracy)
            .reversed()
            .thenComparingDouble(trial -> trial.candidate().sigma()));
    int kept = last ? 1 : keep(scored.size());
    for (int i = 0; i < scored.size(); i++) {
      Trial trial = scored.get(i);
      trials.add(new Trial(trial.candidate(), trial.accuracy(), i < kept));
    }
    return scored.stream().limit(kept).map(trial -> trial.candidate().sigma()).toList();
  }

  /** Epochs of a round's runs; 0 for those of the configuration. */
  private long epochs(Cell cell, int round, int rounds) throws ConfigException {
    if (config.factor() == 0 || round == rounds - 1) {
      return 0;
    }
    Span length =
        plan.run(cell, true, config.seeds().get(0), Map.of()).config().training().length();
    if (length.unit() != Span.Unit.EPOCHS) {
      throw new UsageException(
          "search.method halving shortens runs by epochs, but their length is %s: write training.epochs, or use method grid"
              .formatted(length));
    }
    double divisor = Math.pow(config.factor(), rounds - 1 - round);
    return Math.max(1, Math.round(length.count() / divisor));
  }

  private List<PlannedRun> runs(Cell cell, double sigma, long epochs) throws ConfigException {
    Map<String, String> changes = new LinkedHashMap<>();
    List<String> words = new ArrayList<>(List.of("sigma-" + sigma));
    changes.put("perturbation.sigma", Double.toString(sigma));
    if (epochs > 0) {
      changes.put("training.epochs", Long.toString(epochs));
      words.add("epochs-" + epochs);
    }
    List<PlannedRun> planned = new ArrayList<>();
    for (long seed : config.seeds()) {
      planned.add(list.run(cell, true, seed, changes, words));
    }
    return planned;
  }

  private double accuracy(List<PlannedRun> candidate) throws IOException {
    double sum = 0;
    for (PlannedRun run : candidate) {
      RecordedRun record = RecordedRun.read(runs.folder(run.name())).orElseThrow();
      if (record.status().state() == Status.State.SUCCEEDED) {
        Double tested = record.status().testAccuracy();
        Double validated = record.validationAccuracy();
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
        Column.ofAxes(axes, trial -> List.copyOf(trial.candidate().cell().labels().values()));
    columns.add(new Column<>("round", trial -> trial.candidate().round() + 1));
    columns.add(
        new Column<>(
            "epochs",
            trial -> trial.candidate().epochs() == 0 ? null : trial.candidate().epochs()));
    columns.add(new Column<>("sigma", trial -> trial.candidate().sigma()));
    columns.add(new Column<>("meanAccuracy", Trial::accuracy));
    columns.add(new Column<>("kept", Trial::kept));
    return Column.csv(columns, trials);
  }
}
