package org.leap.jobs.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An experiment with the configurations of its runs, which it lays together when asked.
 *
 * @param config what the experiment file says
 * @param yaml the experiment file as it was resolved
 * @param cells of the grid, in the order of the tables
 * @param arms that every cell is trained in, the one without LEAP first
 * @param file where the experiment was written
 * @param environment variables for the paths of data
 */
public record ExperimentPlan(
    String name,
    ExperimentConfig config,
    String yaml,
    List<Cell> cells,
    List<Arm> arms,
    Origin file,
    Map<String, String> environment) {
  /** The key that an arm may set to {@code leap}. */
  public static final String STOP_AT_LOSS = "training.stopAtLoss";

  private static final String RATE = "schedule.learningRate";

  /**
   * A combination of grid values, by key, in the order of the file.
   *
   * @param layer the merged configuration of its runs
   */
  public record Cell(int index, Map<String, String> labels, Tree.Block layer) {}

  /**
   * What the runs of a cell are trained with.
   *
   * @param sets keys with their values over the configuration without LEAP; empty for LEAP itself
   */
  public record Arm(String name, Map<String, Tree> sets) {
    /** Without LEAP. */
    public static final Arm PLAIN = new Arm("plain", Map.of());

    /** As the cell is configured. */
    public static final Arm LEAP = new Arm("leap", Map.of());

    public Arm {
      sets = Collections.unmodifiableMap(new LinkedHashMap<>(sets));
    }

    /**
     * Whether its runs end at the training loss that the run with LEAP of their seed ended with.
     */
    public boolean stopsAtLossOfLeap() {
      return sets.get(STOP_AT_LOSS) instanceof Tree.Scalar value
          && value.text().equals(LEAP.name());
    }

    /** The key that a search tunes, with its candidates; nothing for LEAP, whose is sigma. */
    private Optional<Map.Entry<String, Tree>> searched() {
      return sets.entrySet().stream().filter(set -> isSearched(set.getValue())).findFirst();
    }

    private static boolean isSearched(Tree value) {
      return value instanceof Tree.Block block
          && block.entries().size() == 1
          && block.writes("search");
    }

    /** Whether its runs depend on the sigma of their cell. */
    public boolean followsSigma() {
      return equals(LEAP) || stopsAtLossOfLeap() || rateFactor().isPresent();
    }

    /** What it multiplies the learning rate by, as it is written. */
    private Optional<Tree> rateFactor() {
      return sets.get(RATE) instanceof Tree.Block block
              && block.entries().size() == 1
              && block.writes("times")
          ? Optional.of(block.entries().get("times"))
          : Optional.empty();
    }
  }

  /**
   * What a search tunes in the runs of an arm.
   *
   * @param candidates in the order of the file
   */
  public record Tuning(Arm arm, String key, List<Double> candidates) {}

  /** What the search of the file tunes: LEAP's sigma, and a key of every arm that asks for it. */
  public List<Tuning> tunings() {
    if (config.search().isEmpty()) {
      return List.of();
    }
    List<Tuning> tunings = new ArrayList<>();
    tunings.add(new Tuning(Arm.LEAP, ExperimentConfig.SIGMA, config.search().get().sigmas()));
    for (Arm arm : arms) {
      arm.searched()
          .ifPresent(set -> tunings.add(new Tuning(arm, set.getKey(), candidates(set.getValue()))));
    }
    return tunings;
  }

  /** None if they are not numbers. */
  private static List<Double> candidates(Tree searched) {
    List<Double> numbers = new ArrayList<>();
    if (((Tree.Block) searched).entries().get("search") instanceof Tree.Items items) {
      for (Tree item : items.items()) {
        if (!(item instanceof Tree.Scalar scalar) || !RealNumber.isWritten(scalar.text())) {
          return List.of();
        }
        numbers.add(Double.parseDouble(scalar.text()));
      }
    }
    return numbers;
  }

  /**
   * The configuration of a run.
   *
   * @param changes further keys with their values, YAML
   * @throws ConfigException if the run cannot be configured so
   */
  public ResolvedConfig run(Cell cell, Arm arm, long seed, Map<String, String> changes)
      throws ConfigException {
    var problems = new Problems();
    var merged = arm.equals(Arm.LEAP) ? cell.layer() : withoutLeap(cell, arm, changes, problems);
    Map<String, String> all = new LinkedHashMap<>(changes);
    if (!arm.equals(Arm.LEAP)
        && arm.searched().filter(set -> set.getKey().equals(ExperimentConfig.SIGMA)).isEmpty()) {
      // What a search has found is LEAP's.
      all.remove(ExperimentConfig.SIGMA);
    }
    all.putIfAbsent("name", name);
    all.put("seed", Long.toString(seed));
    if (config.drawData()) {
      all.put("data.seed", Long.toString(seed));
    }
    for (var change : all.entrySet()) {
      var value = YamlReader.read(change.getValue(), file, problems).orElseThrow();
      merged = RunSchema.over(merged, change.getKey(), value);
    }
    refuseSharedCheckpoints(merged, problems);
    var context = new Site.Context(environment, file.directory(), problems);
    return RunSchema.RUN
        .read(merged, Site.root(context))
        .filter(read -> problems.isEmpty())
        .map(ResolvedConfig::of)
        .orElseThrow(() -> new ConfigException(problems.inOrder()));
  }

  private static void refuseSharedCheckpoints(Tree.Block merged, Problems problems) {
    if (merged.entries().get("checkpoint") instanceof Tree.Block block && block.writes("dir")) {
      problems.add(
          block.entries().get("dir").origin(),
          "checkpoint.dir",
          "is one folder, which the runs of an experiment cannot share; remove it, and each keeps its checkpoints in its run folder");
    }
  }

  private Tree.Block withoutLeap(Cell cell, Arm arm, Map<String, String> changes, Problems problems)
      throws ConfigException {
    var merged = RunSchema.over(cell.layer(), ExperimentConfig.SIGMA, scalar("0"));
    for (var set : arm.sets().entrySet()) {
      if (Arm.isSearched(set.getValue())) {
        List<Double> candidates = candidates(set.getValue());
        if (!candidates.isEmpty()) {
          // Until one is chosen, which changes tell.
          merged = RunSchema.over(merged, set.getKey(), scalar(candidates.get(0).toString()));
        }
      } else if (set.getKey().equals(RATE) && arm.rateFactor().isPresent()) {
        var rate = multiplied(cell, arm.rateFactor().get(), changes, problems);
        merged = RunSchema.over(merged, RATE, rate);
      } else if (!(set.getKey().equals(STOP_AT_LOSS) && arm.stopsAtLossOfLeap())) {
        merged = RunSchema.over(merged, set.getKey(), set.getValue());
      }
    }
    return merged;
  }

  /** The learning rate of the run with LEAP times a number or 1 + sigma^2. */
  private Tree multiplied(Cell cell, Tree factor, Map<String, String> changes, Problems problems)
      throws ConfigException {
    Map<String, String> sigma = new LinkedHashMap<>(changes);
    sigma.keySet().retainAll(List.of(ExperimentConfig.SIGMA));
    var leap = run(cell, Arm.LEAP, config.seeds().get(0), sigma).config();
    double rate = leap.schedule().learningRate();
    var text = factor instanceof Tree.Scalar scalar ? scalar.text() : "";
    double times = Double.NaN;
    if (text.replace(" ", "").equals("1+sigma^2")) {
      times = 1 + leap.perturbation().sigma() * leap.perturbation().sigma();
    } else if (text.matches("[0-9]+(\\.[0-9]+)?")) {
      times = Double.parseDouble(text);
    }
    if (!(times > 0)) {
      problems.add(
          factor.origin(),
          RATE + ".times",
          "expected a number above 0, or 1 + sigma^2, found " + factor.description());
    } else if (Double.isNaN(rate)) {
      problems.add(factor.origin(), RATE + ".times", "the network has its own learning rates");
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems.inOrder());
    }
    return new Tree.Scalar(factor.origin(), RealNumber.text(rate * times), true);
  }

  private Tree scalar(String text) {
    return new Tree.Scalar(file, text, true);
  }

  /** Every problem of any cell's configuration, each once. */
  List<ConfigProblem> problems() {
    var found = new LinkedHashSet<ConfigProblem>();
    checkSearched(found);
    checkSeeds(found);
    for (Cell cell : cells) {
      try {
        check(cell, run(cell, Arm.LEAP, config.seeds().get(0), Map.of()).config(), found);
        for (Arm arm : arms) {
          if (!arm.equals(Arm.LEAP)) {
            run(cell, arm, config.seeds().get(0), Map.of());
          }
        }
      } catch (ConfigException e) {
        found.addAll(e.problems());
      }
    }
    return new ArrayList<>(found);
  }

  private void check(Cell cell, RunConfig leap, Set<ConfigProblem> found) {
    String where = cell.labels().isEmpty() ? "" : " in the cell " + cell.labels();
    if (leap.data().isRegression()) {
      found.add(
          problem(
              "base",
              "is a regression%s (data.task), and experiments compare the test errors of classifiers; train such runs one by one and compare them by leap report A B"
                  .formatted(where)));
    }
    if (leap.perturbation().isOff() && arms.contains(Arm.PLAIN) && config.search().isEmpty()) {
      found.add(
          problem(
              ExperimentConfig.SIGMA,
              "is 0%s, so there is nothing to compare; write it in base, set or grid, or use leap: with"
                  .formatted(where)));
    }
    if (config.search().filter(search -> !search.onTest()).isPresent()
        && !leap.data().validates()) {
      found.add(
          problem(
              "search",
              "would choose sigma by the test set%s, and favour LEAP in the comparison; write data.validation, or search.onTest: true"
                  .formatted(where)));
    }
  }

  private void checkSeeds(Set<ConfigProblem> found) {
    List<String> both =
        config.search().stream()
            .flatMap(search -> search.seeds().stream())
            .filter(config.seeds()::contains)
            .map(String::valueOf)
            .toList();
    if (!both.isEmpty()) {
      found.add(
          problem(
              "search.seeds",
              "has %s of the experiment's seeds, so sigma would be chosen by the runs it is then compared in; write others"
                  .formatted(String.join(", ", both))));
    }
  }

  /** Every arm is tuned by as many candidates as LEAP: what chooses from more, chooses better. */
  private void checkSearched(Set<ConfigProblem> found) {
    for (Arm arm : arms) {
      for (var set : arm.sets().entrySet()) {
        if (Arm.isSearched(set.getValue())) {
          String wrong = wrong(arm, set);
          if (!wrong.isEmpty()) {
            Origin at = set.getValue().origin();
            found.add(new ConfigProblem(at.source(), at.line(), set.getKey() + ".search", wrong));
          }
        }
      }
    }
  }

  private String wrong(Arm arm, Map.Entry<String, Tree> set) {
    if (config.search().isEmpty()) {
      return "needs the block search, which says how and with which seeds";
    }
    if (!arm.searched().orElseThrow().getKey().equals(set.getKey())) {
      return "is the second key of %s that is searched for; leave one".formatted(arm.name());
    }
    int candidates = candidates(set.getValue()).size();
    int sigmas = config.search().get().sigmas().size();
    return candidates == sigmas
        ? ""
        : "expected a list of %s numbers, as many as sigma has candidates".formatted(sigmas);
  }

  private ConfigProblem problem(String key, String message) {
    return new ConfigProblem(file.source(), file.line(), key, message);
  }
}
