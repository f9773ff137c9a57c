package org.leap.jobs.bench;

import org.leap.spark.engine.ReductionChoice;

/**
 * What a round costs outside training, on 1.8 million parameters in one process; median times, in
 * milliseconds.
 *
 * @param reduction who averaged
 * @param workers logical workers
 * @param slots tasks that ran side by side
 * @param outsideMs all that was not training
 * @param loadMs of it: parameters into and out of replicas, and making minibatches
 * @param reduceMs of it: averaging
 * @param idleMs of it: scheduling, transfer and waiting
 * @param nsPerParameterMoved the whole, per parameter and worker
 */
public record RoundFigures(
    ReductionChoice reduction,
    int workers,
    int slots,
    double outsideMs,
    double loadMs,
    double reduceMs,
    double idleMs,
    double nsPerParameterMoved) {}
