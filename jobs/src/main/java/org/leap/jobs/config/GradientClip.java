package org.leap.jobs.config;

/**
 * A bound on the gradient.
 *
 * @param by what is bounded
 * @param bound above 0
 */
public record GradientClip(By by, double bound) {
  /** What is bounded. */
  public enum By {
    /** The Euclidean norm over all parameters. */
    NORM,
    /** Every value. */
    VALUE
  }
}
