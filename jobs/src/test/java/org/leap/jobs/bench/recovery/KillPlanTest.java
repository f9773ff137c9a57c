package org.leap.jobs.bench.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KillPlanTest {
  private static List<KillPlan.Planned> kills(long seed, double mean, int count) {
    KillPlan plan = new KillPlan(seed, mean, Integer.MAX_VALUE);
    List<KillPlan.Planned> kills = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      kills.add(plan.next());
      plan.done();
    }
    return kills;
  }

  @Test
  void aSeedGivesTheSameKills() {
    assertEquals(kills(7, 10, 50), kills(7, 10, 50));
    assertNotEquals(kills(7, 10, 50), kills(8, 10, 50));
  }

  @Test
  void aKillStaysTheNextUntilItIsDone() {
    KillPlan plan = new KillPlan(1, 10, 2);
    KillPlan.Planned first = plan.next();
    assertSame(first, plan.next());
    plan.done();
    assertTrue(plan.next().atSeconds() > first.atSeconds());
    assertTrue(Double.isFinite(plan.next().atSeconds()));
    plan.done();
    assertEquals(Double.POSITIVE_INFINITY, plan.next().atSeconds(), "two are the most");
  }

  /** Mean and standard deviation of an exponential distribution are the same. */
  @Test
  void gapsAreExponentialAndVictimsEquallyLikely() {
    int count = 30_000;
    List<KillPlan.Planned> kills = kills(3, 20, count);
    double mean = kills.get(count - 1).atSeconds() / count;
    double squares = 0;
    double last = 0;
    Map<Victim, Integer> victims = new EnumMap<>(Victim.class);
    for (KillPlan.Planned kill : kills) {
      double gap = kill.atSeconds() - last;
      squares += (gap - mean) * (gap - mean);
      last = kill.atSeconds();
      victims.merge(kill.victim(), 1, Integer::sum);
      assertTrue(kill.pick() >= 0);
    }
    assertEquals(20, mean, 0.5);
    assertEquals(20, Math.sqrt(squares / count), 0.6);
    for (Victim victim : Victim.values()) {
      assertEquals(count / 3.0, victims.get(victim), 400);
    }
  }

  @Test
  void withoutFailuresNothingIsEverKilled() {
    assertEquals(
        Double.POSITIVE_INFINITY, new KillPlan(1, Double.POSITIVE_INFINITY, 9).next().atSeconds());
  }
}
