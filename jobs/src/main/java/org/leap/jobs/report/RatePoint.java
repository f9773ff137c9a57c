package org.leap.jobs.report;

import org.leap.spark.engine.RoundReport;

/**
 * The learning rate at a step.
 *
 * @param epoch from 1
 * @param learningRate before perturbation
 * @param sigma standard deviation of the perturbed rate, in multiples of the rate
 */
public record RatePoint(int step, int epoch, double learningRate, double sigma) {

  /** The rate of a round's last step, with the spread that is left after averaging. */
  static RatePoint of(RoundReport round) {
    return new RatePoint(
        round.step(), round.epoch(), round.rate().learningRate(), round.rate().effectiveSigma());
  }

  /** The rate, a number of standard deviations away. */
  public double edge(int deviations) {
    return learningRate * (1 + deviations * sigma);
  }
}
