package org.leap.spark.data;

import java.io.Serializable;

/**
 * Some minibatches of one chunk that a worker trains in one round: those numbered {@code
 * [firstBatch, firstBatch + batches)} in the order of that epoch.
 *
 * @param shuffleSeed seed of the order of the examples within the chunk in this epoch
 */
public record Slice(int chunk, long shuffleSeed, int firstBatch, int batches, int examples)
    implements Serializable {}
