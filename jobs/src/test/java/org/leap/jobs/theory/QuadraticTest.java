package org.leap.jobs.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.leap.core.Perturbation.Scope;
import org.leap.core.noise.Distribution;
import org.leap.jobs.theory.Quadratic.Basis;

class QuadraticTest {

  @Test
  void theShareOfADirectionIsWhatItsDrawsLeaveOfIt() {
    Quadratic spread = Quadratic.of(Basis.SPREAD, 1);
    assertEquals(1.0 / Quadratic.DIMENSION, spread.share(Scope.PARAMETER), 1e-12);
    assertEquals(0.25, spread.share(Scope.LAYER), 1e-12);
    assertEquals(1, spread.share(Scope.SCALAR), 1e-12);
    assertEquals(1, Quadratic.of(Basis.ALIGNED, 1).share(Scope.PARAMETER), 1e-12);
  }

  /** All directions share the draw, so each is a line of its own, and the sharpest ends first. */
  @ParameterizedTest
  @EnumSource
  void withOneDrawForAllTheEdgeIsThatOfALine(Basis basis) {
    Quadratic quadratic = Quadratic.of(basis, 7);
    assertEquals(Edge.meanSquare(1), quadratic.meanSquareEdge(Scope.SCALAR, 1), 2e-3);
    double edge = Edge.almostSure(2, Distribution.GAUSSIAN);
    assertEquals(edge, quadratic.walkedEdge(Scope.SCALAR, 2, 20_000, 7), 0.03 * edge);
  }

  @Test
  void withADrawForEachTheEdgeDependsOnHowTheDirectionLies() {
    double aligned = Quadratic.of(Basis.ALIGNED, 7).meanSquareEdge(Scope.PARAMETER, 1);
    double spread = Quadratic.of(Basis.SPREAD, 7).meanSquareEdge(Scope.PARAMETER, 1);
    assertEquals(1, aligned, 2e-3);
    assertTrue(spread > 1.5 && spread < Edge.meanSquare(0.25), () -> "" + spread);
  }
}
