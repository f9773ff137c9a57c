package org.leap.jobs.report;

import java.util.List;
import org.leap.spark.engine.RoundReport;

/**
 * The learning rate at a step. Standard deviations of the perturbed rate are in multiples of it.
 *
 * @param epoch from 1
 * @param learningRate before perturbation
 * @param sigma in each worker's steps
 * @param effectiveSigma in the average of the workers' steps
 */
public record RatePoint(
    int step, int epoch, double learningRate, double sigma, double effectiveSigma) {

  /** Of a step, by whatever number it has. */
  public static RatePoint of(int step, int epoch, RoundReport.Rate rate) {
    return new RatePoint(step, epoch, rate.learningRate(), rate.sigma(), rate.effectiveSigma());
  }

  /** Of the last steps of rounds. */
  static List<RatePoint> of(List<RoundReport> rounds) {
    return rounds.stream().map(round -> of(round.step(), round.epoch(), round.rate())).toList();
  }

  /** The rate of a worker's step, a number of standard deviations away. */
  public double edge(int deviations) {
    return learningRate * (1 + deviations * sigma);
  }

  /** The same of the averaged step. */
  public double averagedEdge(int deviations) {
    return learningRate * (1 + deviations * effectiveSigma);
  }
}
