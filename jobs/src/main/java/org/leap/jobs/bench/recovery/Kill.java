package org.leap.jobs.bench.recovery;

import java.util.ArrayList;
import java.util.List;

/**
 * A kill that hit, and what it cost.
 *
 * @param victim whom it hit
 * @param atSeconds since the start of the run
 * @param round the round that it hit, from 1
 * @param roundsRepeated rounds that were trained again, the one it hit included
 * @param seconds from the kill until that round was done; null if the run ended before
 * @param secondsBeyondRounds of them what is more than the repeated rounds take undisturbed
 * @param alone whether the run had recovered from the kill before, and recovered before the next
 */
public record Kill(
    Victim victim,
    double atSeconds,
    int round,
    int roundsRepeated,
    Double seconds,
    Double secondsBeyondRounds,
    boolean alone) {

  /** One as it happened. */
  record Hit(Victim victim, double atSeconds) {}

  /**
   * What every hit cost, in their order.
   *
   * @param roundSeconds what a round takes when nobody disturbs it
   */
  static List<Kill> of(List<Hit> hits, Timeline timeline, double roundSeconds) {
    List<Kill> kills = new ArrayList<>();
    // Until its first round is done a run has nothing to recover.
    double recovered = timeline.exceeds(0, -1);
    for (int i = 0; i < hits.size(); i++) {
      double at = hits.get(i).atSeconds();
      int done = timeline.roundsAt(at);
      double back = timeline.exceeds(done, at);
      boolean ended = Double.isInfinite(back);
      boolean driver = hits.get(i).victim() == Victim.DRIVER;
      int repeated = driver ? done - timeline.least(at, back) + 1 : 1;
      double next = i + 1 < hits.size() ? hits.get(i + 1).atSeconds() : Double.POSITIVE_INFINITY;
      kills.add(
          new Kill(
              hits.get(i).victim(),
              at,
              done + 1,
              repeated,
              ended ? null : back - at,
              ended ? null : back - at - repeated * roundSeconds,
              !ended && recovered < at && back < next));
      recovered = Math.max(recovered, back);
    }
    return kills;
  }
}
