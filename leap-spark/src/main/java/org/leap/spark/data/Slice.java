package org.leap.spark.data;

import java.io.Serializable;

/**
 * Some minibatches of one chunk that a worker trains in one round: those numbered {@code
 * [firstBatch, firstBatch + batches)} in the order of that epoch.
 *
 * @param shuffleSeed seed of the order of the examples within the chunk in this epoch
 * @param firstPlace place of the chunk's first example in the global order
 * @param augmentationSeed seed of the changes to the images in this epoch
 */
public record Slice(
    int chunk,
    long shuffleSeed,
    int firstBatch,
    int batches,
    int examples,
    int firstPlace,
    long augmentationSeed)
    implements Serializable {}
