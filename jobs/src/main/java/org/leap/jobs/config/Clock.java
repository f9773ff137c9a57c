package org.leap.jobs.config;

import java.util.Optional;

/**
 * What turns spans into local steps.
 *
 * @param stepsPerEpoch local steps in an epoch
 * @param steps local steps of the run
 */
public record Clock(int stepsPerEpoch, int steps) {

  /**
   * A span in local steps.
   *
   * @throws IllegalArgumentException if a run cannot have so many
   */
  public int steps(Span span) {
    long count = span.toSteps(stepsPerEpoch);
    if (count > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "schedule: %s are %s local steps, more than %s: write less"
              .formatted(span, count, Integer.MAX_VALUE));
    }
    return (int) count;
  }

  /** A span in local steps, or the whole run. */
  int stepsOrAll(Optional<Span> length) {
    return length.map(this::steps).orElse(steps);
  }

  /** The clock of what begins later and lasts as long as the run. */
  Clock after(int begin) {
    return new Clock(stepsPerEpoch, Math.max(1, steps - begin));
  }
}
