package org.leap.jobs.bench.recovery;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a kill of one kind costs when the run has recovered before the next: the seconds from the
 * kill until the round it hit is done, less what the repeated rounds take.
 *
 * @param kills that were alone
 * @param medianSeconds null without any
 * @param mostSeconds null without any
 * @param goalSeconds at most so many are wanted
 */
public record VictimCost(
    Victim victim, int kills, Double medianSeconds, Double mostSeconds, double goalSeconds) {

  /** The goals: 3 s where Spark repeats a task, 10 s where a process begins anew. */
  private static double goal(Victim victim) {
    return victim == Victim.DRIVER ? 10 : 3;
  }

  static List<VictimCost> of(List<RecoveryRow> rows) {
    return Stream.of(Victim.values()).map(victim -> of(victim, rows)).toList();
  }

  private static VictimCost of(Victim victim, List<RecoveryRow> rows) {
    double[] sorted =
        rows.stream()
            .flatMap(row -> row.each().stream())
            .filter(kill -> kill.victim() == victim && kill.alone())
            .mapToDouble(Kill::secondsBeyondRounds)
            .sorted()
            .toArray();
    int n = sorted.length;
    return new VictimCost(
        victim,
        n,
        n == 0 ? null : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2,
        n == 0 ? null : Arrays.stream(sorted).max().orElseThrow(),
        goal(victim));
  }
}
