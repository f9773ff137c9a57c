package org.leap.spark.checkpoint;

import java.util.Optional;
import org.leap.spark.engine.NetworkState;

/**
 * The state of a run after one of its rounds. Together with the configuration it is all that the
 * rest depends on.
 *
 * @param rounds finished rounds
 * @param step local steps done
 * @param fingerprint of what workers were trained on, which the bits depend on besides
 * @param memory what the driver remembers besides
 * @param identity of the run; absent in what older versions saved
 */
public record Checkpoint(
    int rounds,
    int step,
    String fingerprint,
    NetworkState state,
    RunMemory memory,
    Optional<RunIdentity> identity) {}
