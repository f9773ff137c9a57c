package org.leap.spark.data;

/** A chunk and what to train of it. */
public record AssignedChunk(Chunk chunk, Slice slice) {}
