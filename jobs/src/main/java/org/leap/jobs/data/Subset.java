package org.leap.jobs.data;

/** The part that examples play in a run. */
public enum Subset {
  TRAIN,
  VALIDATION,
  TEST
}
