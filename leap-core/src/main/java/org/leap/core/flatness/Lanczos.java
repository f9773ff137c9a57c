package org.leap.core.flatness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.EigenDecomposition;

/**
 * Lanczos' method with full reorthogonalization: a symmetric matrix as a tridiagonal one in the
 * Krylov space of a start vector.
 */
final class Lanczos {
  private static final double BREAKDOWN = 1e-10;

  private final List<double[]> basis;
  private final double[] off;
  private final int steps;
  private final EigenDecomposition tridiagonal;

  /**
   * An eigenvalue of the tridiagonal matrix.
   *
   * @param residual |H x - value x| for its unit vector x
   * @param weight squared component of the start vector along x
   */
  record Ritz(double value, double residual, double weight) {}

  private Lanczos(List<double[]> basis, double[] diagonal, double[] off, int steps) {
    this.basis = basis;
    this.off = off;
    this.steps = steps;
    this.tridiagonal =
        new EigenDecomposition(Arrays.copyOf(diagonal, steps), Arrays.copyOf(off, steps - 1));
  }

  /**
   * Runs the method from a random start, which is the same for the same seed.
   *
   * @param enough as below
   */
  static Lanczos of(LossLandscape landscape, Hessian hessian, int most, long seed, double enough) {
    double[] start = new Draws(landscape, seed, Draws.Purpose.LANCZOS_START).vector(0);
    return of(hessian, start, Math.min(most, landscape.layout().trained()), enough);
  }

  /**
   * Runs the method: a product a step, and a stored vector.
   *
   * @param start is scaled to unit length
   * @param most steps; fewer are done where the Krylov space is exhausted
   * @param enough residual of the largest eigenvalue, as a share of it, that ends the method; 0 for
   *     all steps
   */
  static Lanczos of(Hessian hessian, double[] start, int most, double enough) {
    Vectors.scale(1 / Vectors.norm(start), start);
    List<double[]> basis = new ArrayList<>(List.of(start));
    double[] diagonal = new double[most];
    double[] off = new double[most];
    double scale = 0;
    int steps = 0;
    while (steps < most) {
      double[] w = hessian.times(basis.get(steps));
      diagonal[steps] = Vectors.dot(w, basis.get(steps));
      orthogonalize(w, basis);
      off[steps] = Vectors.norm(w);
      scale = Math.max(scale, Math.abs(diagonal[steps]) + off[steps]);
      steps++;
      if (off[steps - 1] <= BREAKDOWN * scale
          || (enough > 0 && new Lanczos(basis, diagonal, off, steps).isSettled(enough))) {
        break;
      }
      Vectors.scale(1 / off[steps - 1], w);
      basis.add(w);
    }
    return new Lanczos(basis, diagonal, off, steps);
  }

  /** Twice, as once leaves what rounding brought back. */
  private static void orthogonalize(double[] w, List<double[]> basis) {
    for (int pass = 0; pass < 2; pass++) {
      for (double[] q : basis) {
        Vectors.add(-Vectors.dot(w, q), q, w);
      }
    }
  }

  /** Steps done, and eigenvalues. */
  int steps() {
    return steps;
  }

  private boolean isSettled(double share) {
    Ritz largest = ritz(largest());
    return largest.residual() <= share * Math.abs(largest.value());
  }

  /** The number of the largest. */
  int largest() {
    return IntStream.range(0, steps)
        .boxed()
        .max(Comparator.comparingDouble(tridiagonal::getRealEigenvalue))
        .orElseThrow();
  }

  /** All of them, in the order of their numbers, which is none. */
  List<Ritz> ritz() {
    return IntStream.range(0, steps).mapToObj(this::ritz).toList();
  }

  /** One, by its number. */
  Ritz ritz(int number) {
    double first = tridiagonal.getEigenvector(number).getEntry(0);
    double last = tridiagonal.getEigenvector(number).getEntry(steps - 1);
    return new Ritz(
        tridiagonal.getRealEigenvalue(number), Math.abs(off[steps - 1] * last), first * first);
  }

  /** The unit vector of one, by its number, {@code [n]}. */
  double[] vector(int number) {
    double[] vector = new double[basis.get(0).length];
    for (int i = 0; i < steps; i++) {
      Vectors.add(tridiagonal.getEigenvector(number).getEntry(i), basis.get(i), vector);
    }
    Vectors.scale(1 / Vectors.norm(vector), vector);
    return vector;
  }
}
