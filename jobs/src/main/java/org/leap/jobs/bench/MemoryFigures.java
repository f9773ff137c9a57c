package org.leap.jobs.bench;

/**
 * What a process of driver and executors holds after so many rounds.
 *
 * @param round rounds done
 * @param heapMb on the heap, after a full collection
 * @param residentMb of the whole process, ND4J's arrays off the heap included; 0 where the
 *     operating system does not say
 * @param threads alive
 * @param blocks of Spark's block manager: cached chunks and broadcasts
 * @param localFiles in Spark's local folders: shuffle files and spilled blocks
 */
public record MemoryFigures(
    int round, double heapMb, double residentMb, int threads, int blocks, long localFiles) {}
