package org.leap.jobs.bench;

/**
 * Parameter averaging in one process, without LEAP, on the network 784-1000-1000-10.
 *
 * @param workers logical workers
 * @param averagingFrequency local steps between two averages
 * @param examplesPerSecond of our engine
 * @param dl4jMasterExamplesPerSecond of DL4J's {@code ParameterAveragingTrainingMaster}, with the
 *     same network, data and Spark
 * @param singleWorkerExamplesPerSecond of one replica without Spark, while every other core runs
 *     the same loop
 * @param roundOverheadMs median time of a round outside training, in milliseconds: waiting for the
 *     slower worker included
 */
public record EngineFigures(
    int workers,
    int averagingFrequency,
    double examplesPerSecond,
    double dl4jMasterExamplesPerSecond,
    double singleWorkerExamplesPerSecond,
    double roundOverheadMs) {}
