package org.leap.jobs.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.leap.core.Perturbation.Scope;
import org.leap.jobs.theory.Occupancy.Growth;

/** The experiment of docs/theory.md with fewer walkers. */
class TheoryExperimentTest {
  private static TheoryExperiment experiment;

  @BeforeAll
  static void run() {
    experiment = TheoryExperiment.run(300, 42);
  }

  @Test
  void slopeIsThatOfTwoValleysOfEqualDepth() {
    TwoValleys valleys = new TwoValleys(2, 0.5, 0.3, 1);
    for (double minimum : new double[] {valleys.sharpMinimum(), valleys.flatMinimum()}) {
      assertEquals(0, valleys.slope(minimum), 1e-12);
      double risen = 0;
      int pieces = 10_000;
      for (int i = 0; i < pieces; i++) {
        double x = minimum * (1 - (i + 0.5) / pieces);
        risen -= valleys.slope(x) * minimum / pieces;
      }
      assertEquals(0.3, risen, 1e-6);
      double h = 1e-6;
      double curvature = (valleys.slope(minimum + h) - valleys.slope(minimum - h)) / (2 * h);
      assertEquals(valleys.curvature(minimum), curvature, 1e-6);
    }
  }

  @Test
  void meanSquareIsStableExactlyBelowTheEdge() {
    assertEquals(44, experiment.meanSquares().size());
    for (MeanSquare m : experiment.meanSquares()) {
      double edge = m.etaH() * (1 + m.sigma() * m.sigma());
      assertEquals(edge < 2 - 1e-9, m.law() < 1 - 1e-9, m::toString);
      assertEquals(m.law(), m.measured(), 4 * m.standardError() + 1e-6, m::toString);
    }
  }

  /** Five standard errors, and a tenth for the orders that the law leaves out. */
  @Test
  void escapeExponentIsDividedByOnePlusSigmaSquared() {
    List<Escape> sharp =
        experiment.escapes().stream().filter(e -> e.valley().equals("sharp")).toList();
    Escape plain = sharp.get(0);
    for (Escape escape : sharp) {
      assertEquals(300, escape.escapes(), escape::toString);
      double ratio = escape.exponent() / plain.exponent();
      double expected = 1 / (1 + escape.sigma() * escape.sigma());
      assertEquals(expected, ratio, 0.1 * expected + 0.03, escape::toString);
    }
  }

  @Test
  void sharpValleyIsLeftSoonerThanTheFlatOne() {
    for (double sigma : TheoryExperiment.SIGMAS) {
      List<Escape> both = experiment.escapes().stream().filter(e -> e.sigma() == sigma).toList();
      assertTrue(both.get(0).steps() < both.get(1).steps() / 3, both::toString);
    }
  }

  @Test
  void flatToSharpOccupancyGrowsWithSigma() {
    List<Occupancy> occupancies = experiment.occupancies();
    for (int i = 1; i < occupancies.size(); i++) {
      assertTrue(
          occupancies.get(i).ratio() > occupancies.get(i - 1).ratio(), occupancies::toString);
    }
    Growth growth = occupancies.get(3).over(occupancies.get(0), 0.99);
    assertTrue(growth.low() > 1, growth::toString);
  }

  /** What the law implies and one might not expect: LEAP flattens the equilibrium. */
  @Test
  void equilibriumOccupancyFallsWithSigma() {
    List<Occupancy> equilibria = experiment.equilibria();
    Growth growth = equilibria.get(3).over(equilibria.get(0), 0.99);
    assertTrue(growth.high() < 1, growth::toString);
  }

  @Test
  void sameSeedGivesSameResult() {
    TwoValleys valleys = TheoryExperiment.withExponent(2);
    Occupancy first = Occupancy.measure(valleys, 0.04, 0.5, 100, 200, 1);
    assertEquals(first, Occupancy.measure(valleys, 0.04, 0.5, 100, 200, 1));
  }

  /** Where one draw serves all, whatever the directions, the laws of a line hold. */
  @Test
  void edgesOfManyDimensionsAreThoseOfALineWithOneDrawForAll() {
    assertEquals(27, experiment.turned().size());
    for (TurnedEdge edge : experiment.turned()) {
      if (edge.scope() == Scope.SCALAR) {
        assertEquals(edge.meanSquareLaw(), edge.meanSquare(), 2e-3, edge::toString);
        assertEquals(edge.almostSureLaw(), edge.walked(), 0.1 * edge.walked(), edge::toString);
      }
      assertTrue(edge.meanSquare() <= edge.meanSquareLaw() + 2e-3, edge::toString);
    }
  }
}
