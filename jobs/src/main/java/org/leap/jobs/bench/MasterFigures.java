package org.leap.jobs.bench;

/**
 * One program that uses DL4J's Spark API, once with each training master, on the network
 * 784-1000-1000-10 without LEAP. Everything {@code fit} does counts, reading the RDD too.
 *
 * @param workers logical workers
 * @param averagingFrequency minibatches of a worker between two averages
 * @param examplesPerSecond with {@code LeapTrainingMaster}
 * @param dl4jMasterExamplesPerSecond with {@code ParameterAveragingTrainingMaster}
 * @param speedup median, over the turns, of the one in times of the other
 * @param repeatable whether training anew gives the same parameters, to the bit
 * @param dl4jMasterRepeatable the same for the other
 */
public record MasterFigures(
    int workers,
    int averagingFrequency,
    double examplesPerSecond,
    double dl4jMasterExamplesPerSecond,
    double speedup,
    boolean repeatable,
    boolean dl4jMasterRepeatable) {}
