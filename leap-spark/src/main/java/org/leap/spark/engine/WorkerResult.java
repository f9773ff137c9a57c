package org.leap.spark.engine;

/**
 * A worker's report and its state at the end of a round.
 *
 * @param state null when it had nothing to train or diverged
 */
record WorkerResult(WorkerReport report, NetworkState state) {}
