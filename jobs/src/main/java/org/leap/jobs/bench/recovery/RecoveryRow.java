package org.leap.jobs.bench.recovery;

import java.util.List;

/**
 * A run whose processes were killed.
 *
 * @param meanSecondsBetweenKills as asked for
 * @param kills that hit a process
 * @param executors of them
 * @param workers of them, daemons with their executors
 * @param drivers of them
 * @param seconds that the run took, with all its starts
 * @param secondsLost more than the undisturbed run
 * @param secondsLostPerKill 0 without kills
 * @param roundsRepeated rounds that were trained more than once: those between a driver's last
 *     checkpoint and its end, and for each kill the one it hit
 * @param examplesLost examples that the undisturbed run trained on and this one did not
 * @param gaveUp how often the driver ended by itself before the run was done, and was started again
 * @param sameHash whether it ended in the same parameters, to the bit
 * @param each kill by kill
 */
public record RecoveryRow(
    double meanSecondsBetweenKills,
    int kills,
    int executors,
    int workers,
    int drivers,
    double seconds,
    double secondsLost,
    double secondsLostPerKill,
    int roundsRepeated,
    long examplesLost,
    int gaveUp,
    boolean sameHash,
    List<Kill> each) {

  static RecoveryRow of(double mean, RunRecord undisturbed, RunRecord run) {
    List<Kill> kills = Kill.of(run.hits(), run.timeline(), undisturbed.roundSeconds());
    double lost = run.seconds() - undisturbed.seconds();
    return new RecoveryRow(
        mean,
        kills.size(),
        count(kills, Victim.EXECUTOR),
        count(kills, Victim.WORKER),
        count(kills, Victim.DRIVER),
        run.seconds(),
        lost,
        kills.isEmpty() ? 0 : lost / kills.size(),
        run.timeline().undone() + kills.size(),
        undisturbed.examples() - run.examples(),
        run.gaveUp(),
        undisturbed.paramsSha256().equals(run.paramsSha256()),
        kills);
  }

  private static int count(List<Kill> kills, Victim victim) {
    return (int) kills.stream().filter(kill -> kill.victim() == victim).count();
  }
}
