package org.leap.jobs.config;

/**
 * Ends a run that no longer improves on its validation set.
 *
 * @param metric what has to improve
 * @param patience evaluations in a row without an improvement that end it, at least 1
 * @param minDelta by how much more than the best before an improvement is one, at least 0
 */
public record EarlyStopping(
    @Key(doc = "what has to improve on the validation set", orElse = "loss") Metric metric,
    @Key(
            doc = "evaluations in a row without an improvement that end the run",
            orElse = "10",
            atLeast = 1,
            atMost = 1_000_000)
        int patience,
    @Key(
            doc = "only more than this is an improvement on the best before",
            orElse = "0",
            atLeast = 0)
        double minDelta) {
  /** What has to improve. */
  public enum Metric {
    LOSS,
    ACCURACY
  }
}
