package org.leap.jobs.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An experiment with the configurations of its runs, which it lays together when asked. */
public final class ExperimentPlan {
  /** A combination of grid values, by key, in the order of the file. */
  public record Cell(int index, Map<String, String> labels) {}

  private final String name;
  private final ExperimentConfig config;
  private final String yaml;
  private final List<Cell> cells;
  private final List<Tree.Block> layers;
  private final Origin file;
  private final Map<String, String> environment;

  /**
   * @param layers the merged configuration of every cell
   * @param file where the experiment was written
   */
  ExperimentPlan(
      String name,
      ExperimentConfig config,
      String yaml,
      List<Cell> cells,
      List<Tree.Block> layers,
      Origin file,
      Map<String, String> environment) {
    this.name = name;
    this.config = config;
    this.yaml = yaml;
    this.cells = List.copyOf(cells);
    this.layers = List.copyOf(layers);
    this.file = file;
    this.environment = Map.copyOf(environment);
  }

  /** The name of the experiment. */
  public String name() {
    return name;
  }

  /** What the experiment file says. */
  public ExperimentConfig config() {
    return config;
  }

  /** The experiment file as it was resolved. */
  public String yaml() {
    return yaml;
  }

  /** The cells of the grid, in the order of the tables. */
  public List<Cell> cells() {
    return cells;
  }

  /**
   * The configuration of a run.
   *
   * @param leap false for the run without LEAP
   * @param changes further keys with their values, YAML
   * @throws ConfigException if the run cannot be configured so
   */
  public ResolvedConfig run(Cell cell, boolean leap, long seed, Map<String, String> changes)
      throws ConfigException {
    Problems problems = new Problems();
    Map<String, String> all = new LinkedHashMap<>(changes);
    all.putIfAbsent("name", name);
    all.put("seed", Long.toString(seed));
    if (!leap) {
      all.put(ExperimentConfig.SIGMA, "0");
    }
    Tree.Block merged = layers.get(cell.index());
    for (var change : all.entrySet()) {
      Optional<Tree> value = YamlReader.read(change.getValue(), file, problems);
      merged =
          Layers.merge(
              Optional.of(RunSchema.RUN),
              merged,
              CommandLine.nest(change.getKey(), value.orElseThrow()));
    }
    var context = new Site.Context(environment, file.directory(), problems);
    var read = RunSchema.RUN.read(merged, Site.root(context));
    if (read.isEmpty()) {
      throw new ConfigException(problems.inOrder());
    }
    return new ResolvedConfig(read.get().value(), read.get().resolved().render());
  }

  /** Every problem of any cell's configuration, each once. */
  List<ConfigProblem> problems() {
    var found = new LinkedHashSet<ConfigProblem>();
    boolean both = config.leap() == ExperimentConfig.Arms.BOTH;
    for (Cell cell : cells) {
      try {
        boolean off =
            run(cell, true, config.seeds().get(0), Map.of()).config().perturbation().isOff();
        if (off && both && config.search().isEmpty()) {
          found.add(
              new ConfigProblem(
                  file.source(),
                  file.line(),
                  ExperimentConfig.SIGMA,
                  "is 0%s, so there is nothing to compare; write it in base, set or grid, or use leap: with"
                      .formatted(cell.labels().isEmpty() ? "" : " in the cell " + cell.labels())));
        }
        if (both) {
          run(cell, false, config.seeds().get(0), Map.of());
        }
      } catch (ConfigException e) {
        found.addAll(e.problems());
      }
    }
    return new ArrayList<>(found);
  }
}
