package org.leap.jobs.config;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An experiment apart from the configurations of its runs.
 *
 * @param seeds of the runs of every cell
 * @param leap whether each cell is trained without LEAP too
 * @param parallel runs side by side; empty for as many as the cluster has room for
 * @param search how sigma is tuned first, if it is
 * @param flatness what is measured of the trained networks, if anything
 */
public record ExperimentConfig(
    String name,
    List<Long> seeds,
    Arms leap,
    OptionalInt parallel,
    Optional<SearchConfig> search,
    Optional<FlatnessConfig> flatness) {

  /** Whether a cell is trained with and without LEAP. */
  public enum Arms {
    /** The same seeds with and without LEAP. */
    BOTH,
    /** Only what the configuration says. */
    WITH
  }
}
