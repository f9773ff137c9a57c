package org.leap.spark.data;

import org.apache.spark.rdd.RDD;

/**
 * A data set on the cluster.
 *
 * @param chunks one partition per chunk, in the order of the layout
 * @param shape of the stored examples; null for {@link DataSetChunk}s, which are minibatches
 *     already
 * @param normalization null for them too
 * @param augmentations what is done to examples before they are trained
 */
public record ChunkedData(
    RDD<Chunk> chunks,
    ChunkLayout layout,
    ExampleShape shape,
    Normalization normalization,
    Augmentations augmentations) {

  /** Chunks whose images are trained as they are stored. */
  public ChunkedData(
      RDD<Chunk> chunks, ChunkLayout layout, ExampleShape shape, Normalization normalization) {
    this(chunks, layout, shape, normalization, Augmentations.NONE);
  }
}
