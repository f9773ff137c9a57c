package org.leap.jobs.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
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

  /** A candidate in a round of the search. */
  private record Trial(
      Cell cell, int round, double sigma, long epochs, double accuracy, boolean kept) {}

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
      for (Cell cell : plan.cells()) {
        boolean last = round == rounds - 1;
        candidates.compute(
            cell.index(), (index, sigmas) -> sigmas.subList(0, last ? 1 : keep(sigmas.size())));
      }
      note(round, candidates);
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

  /** Trains a round and sorts the candidates, the best first. */
  private boolean train(int round, int rounds, Map<Integer, List<Double>> candidates)
      throws IOException, ConfigException {
    Map<Integer, Map<Double, List<PlannedRun>>> planned = new LinkedHashMap<>();
    Map<Integer, Long> epochs = new LinkedHashMap<>();
    for (Cell cell : plan.cells()) {
      epochs.put(cell.index(), epochs(cell, round, rounds));
      Map<Double, List<PlannedRun>> bySigma = new LinkedHashMap<>();
      for (double sigma : candidates.get(cell.index())) {
        bySigma.put(sigma, runs(cell, sigma, epochs.get(cell.index())));
      }
      planned.put(cell.index(), bySigma);
    }
    List<PlannedRun> all =
        planned.values().stream()
            .flatMap(bySigma -> bySigma.values().stream())
            .flatMap(List::stream)
            .toList();
    boolean complete =
        queue.train(all).values().stream()
            .allMatch(s -> s == Status.State.SUCCEEDED || s == Status.State.DIVERGED);
    if (!complete) {
      return false;
    }
    for (Cell cell : plan.cells()) {
      List<Trial> scored = new ArrayList<>();
      for (var candidate : planned.get(cell.index()).entrySet()) {
        scored.add(
            new Trial(
                cell,
                round,
                candidate.getKey(),
                epochs.get(cell.index()),
                accuracy(candidate.getValue()),
                false));
      }
      scored.sort(
          Comparator.comparingDouble(Trial::accuracy).reversed().thenComparingDouble(Trial::sigma));
      trials.addAll(scored);
      candidates.put(cell.index(), scored.stream().map(Trial::sigma).toList());
    }
    return true;
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

  private void note(int round, Map<Integer, List<Double>> kept) {
    trials.replaceAll(
        t ->
            t.round() == round && kept.get(t.cell().index()).contains(t.sigma())
                ? new Trial(t.cell(), t.round(), t.sigma(), t.epochs(), t.accuracy(), true)
                : t);
  }

  /** What was tried, in order. */
  String csv() {
    List<String> header = new ArrayList<>(plan.cells().get(0).labels().keySet());
    header.addAll(List.of("round", "epochs", "sigma", "meanAccuracy", "kept"));
    List<List<Object>> lines = new ArrayList<>();
    for (Trial trial : trials) {
      List<Object> line = new ArrayList<>(trial.cell().labels().values());
      line.addAll(
          Arrays.asList(
              trial.round() + 1,
              trial.epochs() == 0 ? null : trial.epochs(),
              trial.sigma(),
              trial.accuracy(),
              trial.kept()));
      lines.add(line);
    }
    return Results.csv(header, lines);
  }
}
