package org.leap.spark.data;

/** A chunk and the minibatches of it that a worker trains in a round. */
public record AssignedChunk(Chunk chunk, Slice slice) {}
