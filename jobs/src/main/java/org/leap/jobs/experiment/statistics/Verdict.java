package org.leap.jobs.experiment.statistics;

/** What a comparison says, in words. */
public enum Verdict {
  BETTER("better"),
  WORSE("worse"),
  EQUIVALENT("equivalent within the margin"),
  UNDECIDED("undecided"),
  TOO_FEW_SEEDS("too few seeds");

  private final String words;

  Verdict(String words) {
    this.words = words;
  }

  @Override
  public String toString() {
    return words;
  }
}
