package org.leap.jobs.config;

import java.util.List;

/**
 * How sigma is tuned before the runs of a cell.
 *
 * @param sigmas the candidates
 * @param seeds of the runs of every candidate
 * @param factor of successive halving: a round keeps one in so many, and multiplies the epochs by
 *     it; 0 to train every candidate in full
 */
public record SearchConfig(List<Double> sigmas, List<Long> seeds, int factor) {}
