package org.leap.core;

/**
 * What becomes of sigma in one round of workers whose parameters are averaged.
 *
 * @param worker factor on the sigma of every worker's steps
 * @param average factor on sigma that the average has
 */
public record SigmaFactors(double worker, double average) {

  /**
   * The factors of a round. With p(w) worker w's share of the round's examples, averaging damps
   * independent noise to {@code sqrt(sum p(w)^2)}: 1 for one worker, {@code 1 / sqrt(W)} for W
   * equal shares.
   *
   * @param examples of each worker, more than 0 together
   * @param independent whether every worker draws its own noise; what all share is not damped
   * @param compensated whether sigma is raised so that the average has it as configured
   */
  public static SigmaFactors of(int[] examples, boolean independent, boolean compensated) {
    double total = 0;
    double squares = 0;
    for (double own : examples) {
      total += own;
      squares += own * own;
    }
    double damping = Math.sqrt(squares) / total;
    double worker = compensated ? 1 / damping : 1;
    return new SigmaFactors(worker, independent ? worker * damping : worker);
  }
}
