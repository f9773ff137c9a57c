package org.leap.jobs.formats;

import java.util.List;
import java.util.Map;

/** What examples are for in a run. */
public enum Subset {
  TRAIN,
  VALIDATION,
  TEST;

  /** All of them; their places in the list are their numbers. */
  public static final List<Subset> ALL = List.of(values());

  /** What belongs to the training set, or else to the first of the others that there is. */
  public static <T> T first(Map<Subset, T> bySubset) {
    return ALL.stream().filter(bySubset::containsKey).map(bySubset::get).findFirst().orElseThrow();
  }
}
