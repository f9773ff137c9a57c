package org.leap.spark.data;

import org.apache.spark.rdd.RDD;

/**
 * A data set on the cluster.
 *
 * @param chunks one partition per chunk, in the order of the layout
 * @param shape null for {@link DataSetChunk}s, which are minibatches already
 * @param normalization null for them too
 */
public record ChunkedData(
    RDD<Chunk> chunks, ChunkLayout layout, ExampleShape shape, Normalization normalization) {}
