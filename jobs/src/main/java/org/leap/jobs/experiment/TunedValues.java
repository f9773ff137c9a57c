package org.leap.jobs.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.leap.jobs.config.ExperimentPlan.Arm;
import org.leap.jobs.config.ExperimentPlan.Cell;
import org.leap.jobs.config.ExperimentPlan.Tuning;

/** The values that a search has found for the arms of every cell. */
record TunedValues(Map<Integer, Map<Tuning, Double>> byCell) {
  /** Of an experiment without a search. */
  static final TunedValues NONE = new TunedValues(Map.of());

  TunedValues {
    Map<Integer, Map<Tuning, Double>> copy = new LinkedHashMap<>();
    byCell.forEach((cell, values) -> copy.put(cell, Map.copyOf(values)));
    byCell = Map.copyOf(copy);
  }

  TunedValues with(Cell cell, Tuning tuning, double value) {
    Map<Integer, Map<Tuning, Double>> more = new LinkedHashMap<>(byCell);
    Map<Tuning, Double> values = new LinkedHashMap<>(more.getOrDefault(cell.index(), Map.of()));
    values.put(tuning, value);
    more.put(cell.index(), values);
    return new TunedValues(more);
  }

  /** Changes to an arm's runs: LEAP's sigma, which arms may follow, and the arm's own key. */
  Map<String, String> changes(Cell cell, Arm arm) {
    Map<Tuning, Double> values = byCell.getOrDefault(cell.index(), Map.of());
    Map<String, String> changes = new LinkedHashMap<>();
    for (Arm one : List.of(Arm.LEAP, arm)) {
      values.forEach(
          (tuning, value) -> {
            if (tuning.arm().equals(one)) {
              changes.put(tuning.key(), Double.toString(value));
            }
          });
    }
    return changes;
  }
}
