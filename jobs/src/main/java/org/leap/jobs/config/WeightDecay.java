package org.leap.jobs.config;

/**
 * Decay of the weights towards zero.
 *
 * @param coefficient at least 0; 0 switches it off
 * @param mode how it enters the update
 */
public record WeightDecay(double coefficient, Mode mode) {
  /** No weight decay. */
  public static final WeightDecay NONE = new WeightDecay(0, Mode.COUPLED);

  /** How weight decay enters the update. */
  public enum Mode {
    /** Added to the gradient (L2 regularization), so the perturbation scales it too. */
    COUPLED,
    /** Subtracted after the optimizer, so the perturbation does not touch it. */
    DECOUPLED
  }

  /** The decay, or {@link #NONE} for a coefficient of 0, whatever the mode. */
  static WeightDecay of(double coefficient, Mode mode) {
    return coefficient == 0 ? NONE : new WeightDecay(coefficient, mode);
  }
}
