package org.leap.jobs.theory;

import java.util.ArrayList;
import java.util.List;
import org.leap.core.noise.SeedDerivation;

/**
 * Everything that {@code docs/theory.md} shows, for sigma in {0, 0.3, 0.5, 1}.
 *
 * @param meanSquares stability of one minimum
 * @param escapes from both valleys
 * @param occupancies after a time in which few leave the sharp valley without LEAP
 * @param equilibria occupancies after a time that is long for both valleys
 * @param turned edges of stability where one draw serves some of many parameters
 */
public record TheoryExperiment(
    List<MeanSquare> meanSquares,
    List<Escape> escapes,
    List<Occupancy> occupancies,
    List<Occupancy> equilibria,
    List<TurnedEdge> turned) {
  static final List<Double> SIGMAS = List.of(0.0, 0.3, 0.5, 1.0);

  /** Learning rate; the sharp valley's curvature is 1. */
  static final double ETA = 0.04;

  private static final double FLAT = 0.5;
  private static final double NOISE = 1;
  private static final int STABILITY_WALKERS_PER_WALKER = 100;
  private static final int WALK_STEPS_PER_WALKER = 10;

  public TheoryExperiment {
    meanSquares = List.copyOf(meanSquares);
    escapes = List.copyOf(escapes);
    occupancies = List.copyOf(occupancies);
    equilibria = List.copyOf(equilibria);
    turned = List.copyOf(turned);
  }

  /**
   * Takes about 15 s on one core for 2,000 walkers.
   *
   * @param walkers of each population
   */
  public static TheoryExperiment run(int walkers, long seed) {
    List<MeanSquare> meanSquares = new ArrayList<>();
    List<Escape> escapes = new ArrayList<>();
    List<Occupancy> occupancies = new ArrayList<>();
    List<Occupancy> equilibria = new ArrayList<>();
    for (double sigma : SIGMAS) {
      for (int tenths = 2; tenths <= 22; tenths += 2) {
        meanSquares.add(
            MeanSquare.measure(
                sigma,
                tenths / 10.0,
                walkers * STABILITY_WALKERS_PER_WALKER,
                derive(seed, 1, sigma, tenths)));
      }
      for (boolean sharp : new boolean[] {true, false}) {
        escapes.add(
            Escape.measure(
                withExponent(5),
                sharp,
                ETA,
                sigma,
                walkers,
                100_000,
                derive(seed, 2, sigma, sharp ? 1 : 0)));
      }
      occupancies.add(
          Occupancy.measure(
              withExponent(6), ETA, sigma, 2 * walkers, 20_000, derive(seed, 3, sigma, 0)));
      equilibria.add(
          Occupancy.measure(
              withExponent(3), ETA, sigma, 2 * walkers, 30_000, derive(seed, 4, sigma, 0)));
    }
    return new TheoryExperiment(
        meanSquares,
        escapes,
        occupancies,
        equilibria,
        TurnedEdge.measure(walkers * WALK_STEPS_PER_WALKER, SeedDerivation.derive(seed, 5)));
  }

  /** Valleys so deep that the sharp one has this exponent without LEAP, the flat one twice it. */
  static TwoValleys withExponent(double exponent) {
    return new TwoValleys(1, FLAT, exponent * ETA * NOISE / 2, NOISE);
  }

  private static long derive(long seed, int part, double sigma, int variant) {
    return SeedDerivation.derive(seed, part, Double.doubleToLongBits(sigma), variant);
  }
}
