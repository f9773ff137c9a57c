package org.leap.core.flatness;

/**
 * The mean loss of a network on a data set as a function of its flattened parameters, without
 * regularization, in evaluation mode: no dropout, no weight noise, and batch normalization with its
 * running statistics, which are not trained and stay where they are. Equal parameters give equal
 * bits. Not thread-safe.
 */
public interface LossLandscape {

  /** Which parameter lies where, and which of them are trained. */
  ParameterLayout layout();

  /** The point whose neighbourhood is measured, {@code [layout().length()]}; a copy. */
  double[] parameters();

  /** Largest relative error of rounding a parameter: 2^-24 for float networks, 2^-53 for double. */
  double roundoff();

  /**
   * The loss.
   *
   * @param at parameters, {@code [n]}; not changed
   */
  double loss(double[] at);

  /**
   * The loss and its gradient.
   *
   * @param at parameters, {@code [n]}; not changed
   * @param gradient is overwritten, {@code [n]}; 0 where a parameter is not trained
   */
  double gradient(double[] at, double[] gradient);
}
