package org.leap.jobs.config;

import java.util.Optional;

/**
 * When a run saves what it needs to go on. Does not change the result.
 *
 * @param everyRounds rounds between two checkpoints, at least 1
 * @param keep how many of the newest stay, at least 1
 * @param dir where they are, if not in the run folder
 */
public record CheckpointConfig(int everyRounds, int keep, Optional<String> dir) {}
