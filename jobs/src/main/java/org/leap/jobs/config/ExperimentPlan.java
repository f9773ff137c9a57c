package org.leap.jobs.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * An experiment with the configurations of its runs, which it lays together when asked.
 *
 * @param config what the experiment file says
 * @param yaml the experiment file as it was resolved
 * @param cells of the grid, in the order of the tables
 * @param file where the experiment was written
 * @param environment variables for the paths of data
 */
public record ExperimentPlan(
    String name,
    ExperimentConfig config,
    String yaml,
    List<Cell> cells,
    Origin file,
    Map<String, String> environment) {
  /**
   * A combination of grid values, by key, in the order of the file.
   *
   * @param layer the merged configuration of its runs
   */
  public record Cell(int index, Map<String, String> labels, Tree.Block layer) {}

  /**
   * The configuration of a run.
   *
   * @param leap false for the run without LEAP
   * @param changes further keys with their values, YAML
   * @throws ConfigException if the run cannot be configured so
   */
  public ResolvedConfig run(Cell cell, boolean leap, long seed, Map<String, String> changes)
      throws ConfigException {
    var problems = new Problems();
    Map<String, String> all = new LinkedHashMap<>(changes);
    all.putIfAbsent("name", name);
    all.put("seed", Long.toString(seed));
    if (!leap) {
      all.put(ExperimentConfig.SIGMA, "0");
    }
    var merged = cell.layer();
    for (var change : all.entrySet()) {
      var value = YamlReader.read(change.getValue(), file, problems).orElseThrow();
      merged = RunSchema.over(merged, change.getKey(), value);
    }
    var context = new Site.Context(environment, file.directory(), problems);
    return RunSchema.RUN
        .read(merged, Site.root(context))
        .map(ResolvedConfig::of)
        .orElseThrow(() -> new ConfigException(problems.inOrder()));
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
