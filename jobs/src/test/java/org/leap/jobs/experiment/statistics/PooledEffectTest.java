package org.leap.jobs.experiment.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.leap.jobs.experiment.statistics.PairedComparison.Interval;
import org.leap.jobs.experiment.statistics.PooledEffect.CellDifferences;

class PooledEffectTest {
  private static CellDifferences cell(double... differences) {
    Map<Long, Double> bySeed = new TreeMap<>();
    for (int i = 0; i < differences.length; i++) {
      bySeed.put((long) i + 1, differences[i]);
    }
    return new CellDifferences(bySeed);
  }

  private static PooledEffect pooled(List<List<CellDifferences>> strata) {
    return PooledEffect.of(strata, true, 0.95, 7).orElseThrow();
  }

  /** By hand: means -2 and 1 of cells of 3 and 4 pairs, (-2 + 1) / 2; (3/3 + 1.5/4) / 2. */
  @Test
  void cellsCountAlikeHoweverManySeedsTheyHave() {
    PooledEffect effect =
        pooled(List.of(List.of(cell(-1, -2, -3)), List.of(cell(-1, 0, 2, 3)), List.of(cell(9))));
    assertEquals(-0.5, effect.effect(), 1e-12);
    assertEquals((1 + 1.5 / 4) / 2, effect.better(), 1e-12);
    assertEquals(2, effect.cells());
    assertEquals(7, effect.pairs());
    assertTrue(effect.effectWithin().low() < -0.5 && -0.5 < effect.effectWithin().high());
    assertEquals(effect, pooled(List.of(List.of(cell(-1, -2, -3)), List.of(cell(-1, 0, 2, 3)))));
  }

  @Test
  void oneCellHasAboutStudentsInterval() {
    double[] differences = {-1.2, -2.4, -1.3, -1.3, 0.0, -1.0, -1.8, -0.8, -4.6, -1.4};
    Interval interval = pooled(List.of(List.of(cell(differences)))).effectWithin();
    // Student's is [-2.46, -0.70]; these differences are skewed.
    assertEquals(-2.46, interval.low(), 0.2);
    assertEquals(-0.70, interval.high(), 0.2);
  }

  /** Two cells with the same runs without LEAP know no more than one. */
  @Test
  void cellsThatShareTheirControlsAreResampledTogether() {
    CellDifferences cell = cell(-1.2, 0.4, -0.3, 0.9, -0.5, 0.1, -0.8, 0.6);
    Interval alone = pooled(List.of(List.of(cell))).effectWithin();
    assertEquals(alone, pooled(List.of(List.of(cell, cell))).effectWithin());
    Interval apart = pooled(List.of(List.of(cell), List.of(cell))).effectWithin();
    assertTrue(apart.high() - apart.low() < 0.8 * (alone.high() - alone.low()));
  }

  /** Clopper and Pearson, by hand: 0.025^(1/8) and 0.025^(1/16). */
  @Test
  void winningAlwaysIsNoCertainty() {
    CellDifferences better = cell(-1, -2, -3, -1, -2, -3, -1, -2);
    assertEquals(
        Math.pow(0.025, 1.0 / 8),
        pooled(List.of(List.of(better, better))).betterWithin().low(),
        1e-12);
    assertEquals(
        1 - Math.pow(0.025, 1.0 / 16),
        PooledEffect.of(List.of(List.of(better), List.of(better)), false, 0.95, 7)
            .orElseThrow()
            .betterWithin()
            .high(),
        1e-12);
  }

  @Test
  void fewPairsArePooledNowhere() {
    CellDifferences five = cell(1, 2, 3, 1, 2);
    assertEquals(Optional.empty(), PooledEffect.of(List.of(List.of(five)), true, 0.95, 1));
    assertEquals(10, pooled(List.of(List.of(five), List.of(five))).pairs());
    assertEquals(Optional.empty(), PooledEffect.of(List.of(List.of(cell(1))), true, 0.95, 1));
  }

  /** A seed that one of two cells lacks is drawn for the other. */
  @Test
  void seedsMayBeMissing() {
    CellDifferences few = new CellDifferences(Map.of(3L, -1.0, 4L, -2.0));
    assertEquals(-0.5, pooled(List.of(List.of(few, cell(0, 1, 0, 1, 0, 1)))).effect(), 1e-12);
  }

  /** Three cells of seven normal differences, two of which share controls; the truth is 0.2. */
  @Test
  void theIntervalHoldsTheTruthAsOftenAsItSays() {
    SplittableRandom random = new SplittableRandom(3);
    int trials = 1000;
    int effects = 0;
    int shares = 0;
    // P(Z < -0.2 / sqrt(1)) for the single cell, whose differences have a deviation of 1.
    double single = 0.420740;
    // The others have one of sqrt(1.25).
    double shared = 0.429013;
    double better = (single + 2 * shared) / 3;
    for (int i = 0; i < trials; i++) {
      double[][] cells = new double[3][7];
      for (int seed = 0; seed < 7; seed++) {
        cells[0][seed] = 0.2 + random.nextGaussian();
        double control = random.nextGaussian();
        cells[1][seed] = 0.2 + 0.5 * random.nextGaussian() - control;
        cells[2][seed] = 0.2 + 0.5 * random.nextGaussian() - control;
      }
      List<List<CellDifferences>> strata = new ArrayList<>();
      strata.add(List.of(cell(cells[0])));
      strata.add(List.of(cell(cells[1]), cell(cells[2])));
      PooledEffect effect = PooledEffect.of(strata, true, 0.95, i, 1000).orElseThrow();
      effects += holds(effect.effectWithin(), 0.2);
      shares += holds(effect.betterWithin(), better);
    }
    // Four standard errors of a share of 0.95.
    assertEquals(0.95, effects / (double) trials, 0.028, "effect");
    assertEquals(0.95, shares / (double) trials, 0.04, "probability");
  }

  private static int holds(Interval interval, double truth) {
    return interval.low() <= truth && truth <= interval.high() ? 1 : 0;
  }
}
