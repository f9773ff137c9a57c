package org.leap.jobs.config;

import java.util.Optional;

/** When a run saves what it needs to go on. Does not change the result. */
public record CheckpointConfig(
    @Key(doc = "rounds between two checkpoints", orElse = "20", in = "[1, 1000000000]")
        int everyRounds,
    @Key(doc = "how many of the newest checkpoints stay", orElse = "3", in = "[1, 1000000]")
        int keep,
    @Key(
            doc = "where checkpoints are kept; a folder of this run alone, so not in experiments",
            absent = "the run folder's `checkpoints`")
        Optional<String> dir) {}
