package org.leap.jobs.theory;

import java.util.ArrayList;
import java.util.List;
import org.leap.core.Perturbation.Scope;
import org.leap.core.noise.Distribution;
import org.leap.jobs.theory.Quadratic.Basis;

/**
 * The edge of stability of a {@link Quadratic}, as learning rate times its largest curvature. The
 * laws are those of the sharpest direction alone, with {@code sigma sqrt(share)} for sigma.
 *
 * @param share of sigma² that acts along the sharpest direction
 * @param meanSquare by the recursion of second moments, all directions together
 * @param walked where the distance of one long walk neither grows nor falls
 */
record TurnedEdge(
    Basis basis, Scope scope, double sigma, double share, double meanSquare, double walked) {
  static final List<Double> SIGMAS = List.of(0.5, 1.0, 2.0);

  /** All directions, scopes and sigmas. */
  static List<TurnedEdge> measure(int steps, long seed) {
    List<TurnedEdge> edges = new ArrayList<>();
    for (Basis basis : Basis.values()) {
      Quadratic quadratic = Quadratic.of(basis, seed);
      for (Scope scope : Scope.values()) {
        for (double sigma : SIGMAS) {
          edges.add(
              new TurnedEdge(
                  basis,
                  scope,
                  sigma,
                  quadratic.share(scope),
                  quadratic.meanSquareEdge(scope, sigma),
                  quadratic.walkedEdge(scope, sigma, steps, seed)));
        }
      }
    }
    return edges;
  }

  double meanSquareLaw() {
    return Edge.meanSquare(sigma * Math.sqrt(share));
  }

  /** Draws are Gaussian: their weighted sum is, too. */
  double almostSureLaw() {
    return Edge.almostSure(sigma * Math.sqrt(share), Distribution.GAUSSIAN);
  }
}
