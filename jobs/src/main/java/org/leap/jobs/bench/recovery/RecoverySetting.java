package org.leap.jobs.bench.recovery;

import java.time.Duration;
import java.util.List;

/**
 * What is killed how often.
 *
 * @param meanSecondsBetweenKills one row each
 * @param undisturbed about how long the run takes when nobody disturbs it
 * @param seed of the kills
 * @param roundsPerCheckpoint the driver goes on from the last one
 * @param mostKills of a row: where processes start more slowly than they are killed, a run would
 *     never end
 */
public record RecoverySetting(
    List<Double> meanSecondsBetweenKills,
    Duration undisturbed,
    long seed,
    int roundsPerCheckpoint,
    int mostKills) {
  static final int WORKERS = 2;
  static final int BATCH_SIZE = 128;
  static final int AVERAGING_FREQUENCY = 10;

  public RecoverySetting {
    meanSecondsBetweenKills = List.copyOf(meanSecondsBetweenKills);
  }
}
