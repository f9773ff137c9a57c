package org.leap.jobs.bench.recovery;

import java.util.List;

/**
 * How a run went, from the start of its first process to the end of its last.
 *
 * @param examples that its metrics count
 * @param roundSeconds median of its rounds
 * @param gaveUp how often its driver ended by itself before the run was done
 */
record RunRecord(
    double seconds,
    String paramsSha256,
    long examples,
    double roundSeconds,
    List<Kill.Hit> hits,
    Timeline timeline,
    int gaveUp) {}
