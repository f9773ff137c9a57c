package org.leap.jobs.report;

/**
 * Figures of one averaging round. Values that are unknown or not finite are {@code NaN} or
 * infinite; reports leave them out.
 *
 * @param round number of the round, from 1
 * @param epoch number of the epoch the round belongs to, from 1
 * @param step local steps since the start of the run, after this round
 * @param trainLoss mean loss of the round's examples
 * @param learningRate learning rate of the round's last step, before perturbation
 * @param sigma standard deviation of the perturbed learning rate divided by {@code learningRate}; 0
 *     without perturbation
 * @param examplesPerSecond throughput of this round, all workers together
 * @param seconds wall-clock time since the start of the run, at the end of the round
 */
public record RoundPoint(
    long round,
    int epoch,
    long step,
    double trainLoss,
    double learningRate,
    double sigma,
    double examplesPerSecond,
    double seconds) {}
