package org.leap.jobs.config;

/**
 * When a run saves what it needs to go on. Does not change the result.
 *
 * @param everyRounds rounds between two checkpoints, at least 1
 * @param keep how many of the newest stay, at least 1
 */
public record CheckpointConfig(int everyRounds, int keep) {}
