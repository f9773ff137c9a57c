package org.leap.jobs.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.leap.jobs.config.ConfigException;
import org.leap.jobs.config.ExperimentPlan;
import org.leap.jobs.config.ExperimentPlan.Arm;
import org.leap.jobs.config.ExperimentPlan.Cell;
import org.leap.jobs.config.ResolvedConfig;

/** Plans runs and gives them their names. */
final class RunList {
  private final ExperimentPlan plan;
  private final RunNames names = new RunNames();

  /** Tells the training loss that a run has ended with. */
  interface LossAtEnd {
    /** Nothing where it did not end well. */
    Optional<Double> of(PlannedRun run) throws IOException;
  }

  RunList(ExperimentPlan plan) {
    this.plan = plan;
  }

  /**
   * The runs of all cells that need no other, seed by seed, the one without LEAP first.
   *
   * @param tuned what a search has found
   */
  List<PlannedRun> all(TunedValues tuned) throws ConfigException {
    List<Arm> arms = plan.arms().stream().filter(arm -> !arm.stopsAtLossOfLeap()).toList();
    List<PlannedRun> runs = new ArrayList<>();
    for (Cell cell : plan.cells()) {
      for (long seed : plan.config().seeds()) {
        for (Arm arm : arms) {
          runs.add(run(cell, arm, seed, tuned.changes(cell, arm), List.of()));
        }
      }
    }
    return runs;
  }

  /**
   * The runs that end at the training loss of the run with LEAP of their seed; none where that has
   * no end.
   *
   * @param trained all others
   */
  List<PlannedRun> following(List<PlannedRun> trained, TunedValues tuned, LossAtEnd losses)
      throws IOException, ConfigException {
    List<Arm> arms = plan.arms().stream().filter(Arm::stopsAtLossOfLeap).toList();
    List<PlannedRun> runs = new ArrayList<>();
    for (PlannedRun leap : trained) {
      Optional<Double> loss =
          arms.isEmpty() || !leap.arm().equals(Arm.LEAP) ? Optional.empty() : losses.of(leap);
      if (loss.isPresent()) {
        for (Arm arm : arms) {
          Map<String, String> changes = new LinkedHashMap<>(tuned.changes(leap.cell(), arm));
          changes.put(ExperimentPlan.STOP_AT_LOSS, Double.toString(loss.get()));
          runs.add(run(leap.cell(), arm, leap.seed(), changes, List.of()));
        }
      }
    }
    return runs;
  }

  /**
   * A run of a cell with further changes, which its name tells.
   *
   * @param words of the changes
   */
  PlannedRun run(Cell cell, Arm arm, long seed, Map<String, String> changes, List<String> words)
      throws ConfigException {
    String key = plan.run(cell, arm, seed, named(changes, "run")).config().resultKey();
    List<String> parts = new ArrayList<>();
    cell.labels()
        .forEach(
            (axis, label) -> {
              if (axis.startsWith("perturbation.")) {
                if (arm.followsSigma()) {
                  parts.add(axis.substring(axis.lastIndexOf('.') + 1) + "-" + label);
                }
              } else {
                parts.add(label);
              }
            });
    parts.addAll(words);
    parts.add(arm.name());
    parts.add("seed" + seed);
    String name = names.of(key, parts);
    ResolvedConfig resolved = plan.run(cell, arm, seed, named(changes, name));
    return new PlannedRun(cell, arm, seed, name, resolved);
  }

  private static Map<String, String> named(Map<String, String> changes, String name) {
    Map<String, String> all = new LinkedHashMap<>(changes);
    all.put("name", '"' + name + '"');
    return all;
  }
}
