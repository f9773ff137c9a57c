package org.leap.spark.checkpoint;

import org.leap.spark.engine.NetworkState;

/**
 * A run after one of its rounds. Together with the configuration it is all that the rest depends
 * on.
 *
 * @param rounds finished rounds
 * @param step local steps done
 * @param fingerprint what the bits depend on besides the configuration
 */
public record Checkpoint(int rounds, int step, String fingerprint, NetworkState state) {}
