package org.leap.spark.engine;

/**
 * What a worker made of its round.
 *
 * @param state null when it had nothing to train or diverged
 */
record WorkerResult(WorkerReport report, NetworkState state) {}
