package org.leap.jobs.report;

/**
 * The sharpest direction of the training loss between two rounds. What was not finite, or is not
 * known, is NaN.
 *
 * @param epoch from 1
 * @param step local steps done
 * @param loss of the examples it was measured on, without regularization
 * @param eigenvalue the largest of the Hessian
 * @param residual an eigenvalue lies within this distance of it
 * @param share of sigma² that acts along its direction; 1 with one draw for all parameters
 * @param learningRate at the step
 * @param edge the law's learning rate times eigenvalue at which steps no longer come nearer
 */
public record FlatnessReport(
    int epoch,
    int step,
    double loss,
    double eigenvalue,
    double residual,
    double share,
    double learningRate,
    double edge,
    double seconds) {

  /** Learning rate times eigenvalue, to be compared with {@code edge}. */
  public double measured() {
    return learningRate * eigenvalue;
  }

  /** The eigenvalue of the edge. */
  public double predicted() {
    return edge / learningRate;
  }
}
