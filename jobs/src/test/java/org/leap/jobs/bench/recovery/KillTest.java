package org.leap.jobs.bench.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class KillTest {
  private static final double ROUND = 1;

  /** Rounds of a second; an executor dies at 3.5, the driver at 8.5, checkpoints are every 4. */
  private static Timeline timeline() {
    Timeline timeline = new Timeline();
    for (int second = 0; second <= 3; second++) {
      timeline.add(second, second);
    }
    timeline.add(3.1, 3);
    timeline.add(5.5, 4);
    timeline.add(6.5, 5);
    timeline.add(7.5, 6);
    timeline.add(14, 4);
    timeline.add(15, 5);
    timeline.add(16, 6);
    timeline.add(17, 7);
    return timeline;
  }

  @Test
  void anExecutorCostsItsRoundAndWhatItTakesToFindOut() {
    Kill kill = Kill.of(List.of(new Kill.Hit(Victim.EXECUTOR, 3.5)), timeline(), ROUND).get(0);
    assertEquals(new Kill(Victim.EXECUTOR, 3.5, 4, 1, 2.0, 1.0, true), kill);
  }

  @Test
  void aDriverCostsTheRoundsSinceItsCheckpointToo() {
    Kill kill = Kill.of(List.of(new Kill.Hit(Victim.DRIVER, 8.5)), timeline(), ROUND).get(0);
    assertEquals(new Kill(Victim.DRIVER, 8.5, 7, 3, 8.5, 5.5, true), kill);
  }

  @Test
  void killsOfWhatHasNotRecoveredAreNotAlone() {
    List<Kill> kills =
        Kill.of(
            List.of(
                new Kill.Hit(Victim.DRIVER, 8.5),
                new Kill.Hit(Victim.EXECUTOR, 15.5),
                new Kill.Hit(Victim.EXECUTOR, 18)),
            timeline(),
            ROUND);
    assertFalse(kills.get(0).alone());
    assertFalse(kills.get(1).alone());
    assertFalse(kills.get(2).alone(), "the run ended before");
    assertNull(kills.get(2).seconds());
    assertNull(kills.get(2).secondsBeyondRounds());
  }

  @Test
  void aKillBeforeTheFirstRoundIsNotAlone() {
    Kill kill = Kill.of(List.of(new Kill.Hit(Victim.EXECUTOR, 0.5)), timeline(), ROUND).get(0);
    assertEquals(new Kill(Victim.EXECUTOR, 0.5, 1, 1, 0.5, -0.5, false), kill);
  }

  @Test
  void aRowComparesWithTheUndisturbedRun() {
    RunRecord calm = new RunRecord(10, "aa", 700, ROUND, List.of(), new Timeline(), 0);
    List<Kill.Hit> hits =
        List.of(new Kill.Hit(Victim.EXECUTOR, 3.5), new Kill.Hit(Victim.DRIVER, 8.5));
    RunRecord disturbed = new RunRecord(17, "aa", 700, ROUND, hits, timeline(), 1);
    RecoveryRow row = RecoveryRow.of(5, calm, disturbed);
    assertEquals(2, row.kills());
    assertEquals(List.of(1, 0, 1), List.of(row.executors(), row.workers(), row.drivers()));
    assertEquals(7, row.secondsLost());
    assertEquals(3.5, row.secondsLostPerKill());
    assertEquals(2 + 2, row.roundsRepeated());
    assertEquals(0, row.examplesLost());
    assertEquals(1, row.gaveUp());
    assertTrue(row.sameHash());
    RunRecord other = new RunRecord(17, "ab", 600, ROUND, List.of(), timeline(), 0);
    RecoveryRow wrong = RecoveryRow.of(5, calm, other);
    assertFalse(wrong.sameHash());
    assertEquals(100, wrong.examplesLost());
    assertEquals(0, wrong.secondsLostPerKill());
    RecoveryFigures figures =
        new RecoveryFigures(
            4, 7, ROUND, 10, "aa", List.of(row, wrong), VictimCost.of(List.of(row)));
    assertFalse(figures.same());
    assertEquals(2, figures.kills());
    assertEquals(
        List.of(
            new VictimCost(Victim.EXECUTOR, 1, 1.0, 1.0, 3),
            new VictimCost(Victim.WORKER, 0, null, null, 3),
            new VictimCost(Victim.DRIVER, 1, 5.5, 5.5, 10)),
        figures.costs());
  }
}
