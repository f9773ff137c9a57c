package org.leap.jobs.bench;

/**
 * One program that uses DL4J's Spark API, once with each training master, on the network
 * 784-1000-1000-10 without LEAP. Everything {@code fit} does counts, but for the first epoch, in
 * which the masters read and keep the data.
 *
 * @param workers logical workers
 * @param averagingFrequency minibatches of a worker between two averages
 * @param examplesPerSecond with {@code LeapTrainingMaster}
 * @param dl4jMasterExamplesPerSecond with {@code ParameterAveragingTrainingMaster}, its approach
 *     {@code Direct}: workers get minibatches from the RDD, as ours do
 * @param dl4jExportExamplesPerSecond the same with its default, {@code Export}: the first epoch
 *     writes the minibatches to files, and only their names are shuffled then
 * @param speedup median, over the turns, of ours in times of {@code Direct}
 * @param exportSpeedup the same for {@code Export}
 * @param repeatable whether training anew gives the same parameters, to the bit
 * @param dl4jMasterRepeatable the same for the other
 */
public record MasterFigures(
    int workers,
    int averagingFrequency,
    double examplesPerSecond,
    double dl4jMasterExamplesPerSecond,
    double dl4jExportExamplesPerSecond,
    double speedup,
    double exportSpeedup,
    boolean repeatable,
    boolean dl4jMasterRepeatable) {}
