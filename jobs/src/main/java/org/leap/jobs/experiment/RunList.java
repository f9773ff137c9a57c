package org.leap.jobs.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.leap.jobs.config.ConfigException;
import org.leap.jobs.config.ExperimentConfig;
import org.leap.jobs.config.ExperimentPlan;
import org.leap.jobs.config.ExperimentPlan.Cell;
import org.leap.jobs.config.ResolvedConfig;

/** Plans runs and gives them their names. */
final class RunList {
  private static final String SIGMA = "perturbation.sigma";

  private final ExperimentPlan plan;
  private final RunNames names = new RunNames();

  RunList(ExperimentPlan plan) {
    this.plan = plan;
  }

  /**
   * The runs of all cells, seed by seed, the one without LEAP first.
   *
   * @param sigmas those that a search has found, by cell; empty without a search
   */
  List<PlannedRun> all(Map<Integer, Double> sigmas) throws ConfigException {
    boolean both = plan.config().leap() == ExperimentConfig.Arms.BOTH;
    List<PlannedRun> runs = new ArrayList<>();
    for (Cell cell : plan.cells()) {
      Map<String, String> changes =
          sigmas.containsKey(cell.index())
              ? Map.of(SIGMA, Double.toString(sigmas.get(cell.index())))
              : Map.of();
      for (long seed : plan.config().seeds()) {
        if (both) {
          runs.add(run(cell, false, seed, Map.of(), List.of()));
        }
        runs.add(run(cell, true, seed, changes, List.of()));
      }
    }
    return runs;
  }

  /**
   * A run of a cell with further changes, which its name tells.
   *
   * @param words of the changes
   */
  PlannedRun run(
      Cell cell, boolean leap, long seed, Map<String, String> changes, List<String> words)
      throws ConfigException {
    String key = plan.run(cell, leap, seed, named(changes, "run")).config().resultKey();
    List<String> parts = new ArrayList<>();
    cell.labels()
        .forEach(
            (axis, label) -> {
              if (axis.startsWith("perturbation.")) {
                if (leap) {
                  parts.add(axis.substring(axis.lastIndexOf('.') + 1) + "-" + label);
                }
              } else {
                parts.add(label);
              }
            });
    parts.addAll(words);
    parts.add(leap ? "leap" : "plain");
    parts.add("seed" + seed);
    String name = names.of(key, parts);
    ResolvedConfig resolved = plan.run(cell, leap, seed, named(changes, name));
    return new PlannedRun(cell, leap, seed, name, resolved);
  }

  private static Map<String, String> named(Map<String, String> changes, String name) {
    Map<String, String> all = new LinkedHashMap<>(changes);
    all.put("name", '"' + name + '"');
    return all;
  }
}
