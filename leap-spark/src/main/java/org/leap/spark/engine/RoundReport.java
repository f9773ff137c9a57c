package org.leap.spark.engine;

import java.util.Optional;
import org.leap.core.Perturbation;
import org.leap.core.SigmaFactors;

/**
 * One finished round: what listeners hear of it, files keep, and charts and monitors show. What is
 * not known is NaN.
 *
 * @param round number of the round, from 1
 * @param epoch number of the epoch that it belongs to, from 1
 * @param step local steps done since the start of the run
 * @param loss mean training loss over the round's examples, regularization included
 * @param rate of the round's last step
 * @param examples examples trained in this round, over all workers
 */
public record RoundReport(
    int round, int epoch, int step, double loss, Rate rate, long examples, RoundTiming timing) {

  /** Examples trained in a second of this round, over all workers. */
  public double examplesPerSecond() {
    return examples / timing.total();
  }

  /**
   * The learning rate of a step, and how it is spread. Standard deviations are in multiples of the
   * rate, 0 without perturbation.
   *
   * @param learningRate before perturbation
   * @param sigma standard deviation in each worker's steps
   * @param effectiveSigma standard deviation in the averaged step
   * @param negativeProbability probability that a draw turns a worker's rate negative
   */
  public record Rate(
      double learningRate, double sigma, double effectiveSigma, double negativeProbability) {

    /**
     * Of a step, counted from 0.
     *
     * @param perturbation absent without LEAP
     */
    public static Rate of(
        double learningRate, Optional<Perturbation> perturbation, int step, SigmaFactors factors) {
      double configured = perturbation.map(p -> p.relativeSigma(step, learningRate, 1)).orElse(0.0);
      double sigma = configured * factors.worker();
      double negative = perturbation.map(p -> p.negativeRateProbability(sigma)).orElse(0.0);
      return new Rate(learningRate, sigma, configured * factors.average(), negative);
    }
  }
}
