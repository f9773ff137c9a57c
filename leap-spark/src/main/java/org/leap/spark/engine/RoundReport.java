package org.leap.spark.engine;

/**
 * Figures of one finished round.
 *
 * @param round number of the round, from 0
 * @param epoch number of the epoch, from 0
 * @param step steps done since the start of the run
 * @param lastOfEpoch whether the epoch or the run ends with it
 * @param loss mean training loss over the round's examples, regularization included
 * @param rateScale factor on the learning rate, on top of its schedule
 * @param workerSigmaFactor sigma of each worker's steps relative to the configured one
 * @param sigmaFactor effective sigma of the averaged step relative to the configured one
 * @param examples examples trained in this round, over all workers
 */
public record RoundReport(
    int round,
    int epoch,
    int step,
    boolean lastOfEpoch,
    double loss,
    double rateScale,
    double workerSigmaFactor,
    double sigmaFactor,
    long examples,
    RoundTiming timing) {}
