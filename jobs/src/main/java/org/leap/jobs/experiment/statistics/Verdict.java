package org.leap.jobs.experiment.statistics;

/** What a comparison says, in words. */
public enum Verdict {
  BETTER("better"),
  WORSE("worse"),
  NO_EVIDENCE("no evidence"),
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
