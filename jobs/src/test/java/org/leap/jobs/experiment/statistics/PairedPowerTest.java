package org.leap.jobs.experiment.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Figures are of SciPy 1.17's {@code scipy.stats.nct}, with {@code brentq} for the effects. */
class PairedPowerTest {
  private static final PairedPower USUAL = new PairedPower(0.05, 0.8);

  @Test
  void powerIsThatOfTheNoncentralT() {
    assertEquals(0.8030968566327219, USUAL.of(1, 10), 1e-9);
    assertEquals(0.4707706627509418, new PairedPower(0.01, 0.8).of(1.5, 6), 1e-9);
    assertEquals(0.26077071422910975, USUAL.of(3, 2), 1e-9);
    assertEquals(0.8439471027374162, USUAL.of(0.3, 100), 1e-9);
    assertEquals(0.034728907195515295, new PairedPower(0.05 / 21, 0.8).of(0.5, 10), 1e-9);
    assertEquals(0.05, USUAL.of(0, 7), 1e-9, "without an effect, the level");
  }

  @Test
  void smallestEffects() {
    assertEquals(0.9960013714554772, USUAL.smallestEffect(10), 1e-7);
    assertEquals(1.4345447820402795, USUAL.smallestEffect(6), 1e-7);
    assertEquals(3.2640435496995712, USUAL.smallestEffect(3), 1e-7);
    assertEquals(0.28291263278139117, USUAL.smallestEffect(100), 1e-7);
    assertEquals(1.6545058360601903, new PairedPower(0.05 / 21, 0.8).smallestEffect(10), 1e-7);
  }

  @Test
  void pairsThatAnEffectNeeds() {
    assertEquals(OptionalInt.of(34), USUAL.pairsFor(0.5));
    assertEquals(OptionalInt.of(10), USUAL.pairsFor(1));
    assertEquals(OptionalInt.of(199), USUAL.pairsFor(0.2));
    assertEquals(OptionalInt.of(4), USUAL.pairsFor(3));
    assertEquals(OptionalInt.of(58), new PairedPower(0.005, 0.8).pairsFor(0.5));
    assertEquals(OptionalInt.empty(), USUAL.pairsFor(1e-4));
  }

  /** Some of them took a million evaluations and then failed. */
  @Test
  void everyEffectHasAnAnswer() {
    for (double alpha : new double[] {0.05, 0.05 / 4, 0.05 / 12}) {
      PairedPower power = new PairedPower(alpha, 0.8);
      int before = Integer.MAX_VALUE;
      for (int i = 1; i <= 100; i++) {
        int pairs = power.pairsFor(0.015 * i).orElseThrow();
        assertTrue(pairs <= before, "effect " + 0.015 * i);
        before = pairs;
      }
    }
  }

  @Test
  void theTestFindsTheSmallestEffectAsOftenAsItSays() {
    double effect = USUAL.smallestEffect(7);
    SplittableRandom random = new SplittableRandom(11);
    int trials = 3000;
    int found = 0;
    List<Double> zeros = Collections.nCopies(7, 0.0);
    for (int i = 0; i < trials; i++) {
      List<Double> values = Stream.generate(() -> effect + random.nextGaussian()).limit(7).toList();
      found += PairedComparison.of(values, zeros, 0.95).tTest() < 0.05 ? 1 : 0;
    }
    // Four standard errors of a share of 0.8.
    assertTrue(Math.abs(found / (double) trials - 0.8) < 0.03, found + " of " + trials);
  }
}
