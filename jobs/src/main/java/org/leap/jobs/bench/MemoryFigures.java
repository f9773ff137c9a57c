package org.leap.jobs.bench;

/**
 * What a process of driver and executors holds after so many rounds.
 *
 * @param round rounds done
 * @param heapMb on the heap, after a full collection
 * @param offHeapMb of JavaCPP, which is where ND4J's arrays live
 * @param residentMb of the whole process; 0 where the operating system does not say
 * @param threads alive
 * @param blocks of Spark's block manager: cached chunks and broadcasts
 * @param localFiles in Spark's local folders: shuffle files and spilled blocks
 */
public record MemoryFigures(
    int round,
    double heapMb,
    double offHeapMb,
    double residentMb,
    int threads,
    int blocks,
    long localFiles) {}
