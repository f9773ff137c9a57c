package org.leap.jobs.config;

/**
 * Ends a run that no longer improves on its validation set.
 *
 * @param metric what has to improve
 * @param patience evaluations in a row without an improvement that end it, at least 1
 * @param minDelta by how much more than the best before an improvement is one, at least 0
 */
public record EarlyStopping(Metric metric, int patience, double minDelta) {
  /** What has to improve. */
  public enum Metric {
    LOSS,
    ACCURACY
  }
}
