package org.leap.jobs.config;

import java.util.Optional;

/**
 * When a run saves what it needs to go on. Does not change the result.
 *
 * @param everyRounds rounds between two checkpoints, at least 1
 * @param keep how many of the newest stay, at least 1
 * @param dir where they are, if not in the run folder
 */
public record CheckpointConfig(
    @Key(doc = "rounds between two checkpoints", orElse = "20", atLeast = 1, atMost = 1_000_000_000)
        int everyRounds,
    @Key(
            doc = "how many of the newest checkpoints stay",
            orElse = "3",
            atLeast = 1,
            atMost = 1_000_000)
        int keep,
    @Key(
            doc = "where checkpoints are kept; a folder of this run alone",
            absent = "the run folder's `checkpoints`")
        Optional<String> dir) {}
