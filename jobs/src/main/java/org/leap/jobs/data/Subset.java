package org.leap.jobs.data;

import java.util.List;

/** The part that examples play in a run. */
public enum Subset {
  TRAIN,
  VALIDATION,
  TEST;

  /** All of them; their places in the list are their numbers. */
  public static final List<Subset> ALL = List.of(values());
}
